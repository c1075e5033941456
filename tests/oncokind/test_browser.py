"""A real browser against a real gunicorn: no header blocks what is ours, and the form passes them (S-06, U-05)."""

from __future__ import annotations

import datetime
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, expect

from tests.running import BASE, Site, copy_tree, free_port, running

pytestmark = pytest.mark.browser
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(copy_tree(tmp_path_factory.mktemp("browser") / "tree")) as site:
        yield site


@pytest.fixture
def address(site: Site) -> str:
    return f"http://localhost:{site.port}"


@pytest.fixture
def tls_address(tmp_path: Path) -> Iterator[str]:
    """gunicorn with a certificate of its own, in place of the proxy that a deployment has in front."""
    certificate, port, data = self_signed(tmp_path), free_port(), tmp_path / "data"
    data.mkdir()
    (data / "secret-key").write_text(secrets.token_urlsafe(50))
    env = {"PATH": os.environ["PATH"], "ONCOKIND_DATA": str(data), "ONCOKIND_TLS": "1", "ONCOKIND_HOSTS": "localhost"}
    for part in (["-m", "oncokind.prepare"], ["manage.py", "purge_reports"]):
        subprocess.run([sys.executable, *part], cwd=BASE, env=env, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--certfile", certificate]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=BASE, env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield f"https://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


def self_signed(folder: Path) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "localhost.pem"
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(encoding))
    return str(file)


@pytest.mark.parametrize("path", ["/", "/guides/", "/guides/her2-breast/", "/glossary/", "/reports/"])
def test_nothing_is_blocked_and_nothing_comes_from_elsewhere(page: Page, address: str, path: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path, wait_until="networkidle")
    assert said == []
    assert asked and all(url.startswith(address) for url in asked)


def test_the_form_passes_its_check(page: Page, address: str) -> None:
    page.goto(address + "/reports/")
    page.locator("[name=text]").fill("Surgical pathology report. ER: positive (90 %).")
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.locator("form:has([name=text]) [type=submit]").first.click()
    assert posted.value.status in (200, 302, 303)


@pytest.mark.parametrize("browser_context_args", [{"ignore_https_errors": True}])
def test_the_form_passes_its_check_over_tls(page: Page, tls_address: str) -> None:
    """There Django also wants a Referer of our own, and `__Host-` wants everything to be right."""
    page.goto(tls_address + "/reports/")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["path"]) == ("__Host-csrf", True, True, "/")
    page.locator("[name=text]").fill("Surgical pathology report. ER: positive (90 %).")
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.locator("form:has([name=text]) [type=submit]").first.click()
    assert posted.value.status in (200, 302, 303)
    assert posted.value.request.headers["origin"] == tls_address
    assert all(cookie["name"].startswith("__Host-") and cookie["secure"] for cookie in page.context.cookies())


@pytest.mark.parametrize("megabytes", [17, 40])
def test_a_file_that_is_too_large_gets_the_page_and_not_a_broken_connection(
    page: Page, address: str, tmp_path: Path, megabytes: int
) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7\n" + b"x" * (megabytes * MEGABYTE))
    page.goto(address + "/reports/")
    page.locator("[name=file]").set_input_files(large)
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.locator("form:has([name=file]) [type=submit]").first.click()
    assert posted.value.status == 413
    expect(page.locator("h1")).to_be_visible()
