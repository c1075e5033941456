"""Sets the machine up and serves: `python3 run.py`. Sets up and tests: `python3 run.py test`.

Standard library only, and in words that an old Python can parse, so that it comes to the line that says what it needs.
Names no registry: pip's own configuration decides where packages come from.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one line that an older Python is here for
    sys.exit(
        "OncoKind: this is Python {}.{}, and 3.11 or newer is needed. Install one, then: python3.11 run.py".format(
            *sys.version_info[:2]
        )
    )
if sys.platform == "win32":
    sys.exit("OncoKind: Windows alone cannot run this. Install WSL (wsl --install), then start it there.")

import argparse
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import http.client
import importlib.util
import ipaddress
import json
import os
import resource
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

BASE = Path(__file__).resolve().parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOCKS = {
    "serve": BASE / "requirements.txt",
    "ocr": BASE / "requirements-ocr.txt",  # all of the first, and what reads photos and scans
    "postgres": BASE / "requirements-postgres.txt",  # all of the first, and the driver
    "test": BASE / "requirements-dev.txt",  # all of them
}
HOLDS = {"serve": [], "ocr": ["serve"], "postgres": ["serve"], "test": ["serve", "ocr", "postgres"]}
INSTALLED_LATER = {"ocr": "installing what reads photos and scans", "postgres": "installing the driver of PostgreSQL"}
PIP = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary=:all:"]
NO_VENV = "this Python cannot make a virtual environment. Debian, Ubuntu: apt install python3-venv. Then start again."

STOP_SECONDS = 25.0  # longer than gunicorn's graceful_timeout
RESTART_SECONDS = 1.0
HOPELESS = 3  # a child that ended this often, each time at once, is not started again
AT_ONCE_SECONDS = 10.0
PURGE_SECONDS = 30
READERS = min(2, os.cpu_count() or 1)  # each takes a core and about 700 MB while it reads pictures
PR_SET_PDEATHSIG = 1


class Stop(SystemExit):
    """Ends everything with one plain line that says what to do."""

    def __init__(self, line: str) -> None:
        super().__init__("OncoKind: " + line)


def say(line: str) -> None:
    print("OncoKind: " + line, flush=True)


# Setting up


class NotInstalled(Exception):  # noqa: N818 - what happened
    """pip could not install a lock; its reason was printed."""


def set_up(kind: str) -> None:
    """Makes .venv and installs the lock, unless that was done before with this lock and this Python."""
    with Path(__file__).open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        stamp = read_stamp()
        if PYTHON.exists() and stamp.get(kind) == fingerprint(kind):
            return
        what = INSTALLED_LATER.get(kind, "setting up .venv")
        say(what + "; the first time takes about a minute")
        make_venv()
        install(LOCKS[kind])
        done = {name: fingerprint(name) for name in [kind, *HOLDS[kind]]}
        STAMP.write_text(json.dumps(read_stamp() | done))


def set_up_or_stop(kind: str) -> None:
    try:
        set_up(kind)
    except NotInstalled:
        line = "pip could not install {}; its reason stands above. Check the network, start again."
        raise Stop(line.format(LOCKS[kind].name)) from None


def set_up_pictures() -> bool:
    """Whether photos and scans can be read here. Where they cannot, all the rest can."""
    if os.environ.get("ONCOKIND_OCR") == "0":
        return False
    try:
        set_up("ocr")
    except NotInstalled:
        say("photos and scans cannot be read on this computer; all other reports can. The reason stands above.")
        return False
    return True


def fingerprint(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes() + sys.version.encode()).hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    if PYTHON.exists():
        probe = [PYTHON, "-c", "import pip, sys; print(sys.version)"]
        if subprocess.run(probe, capture_output=True, text=True).stdout.strip() == sys.version:
            return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(NO_VENV)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        said = (made.stdout + made.stderr).strip()
        raise Stop(NO_VENV if "ensurepip" in said else ".venv could not be made: " + said.rpartition("\n")[2])


def install(lock: Path) -> None:
    command = [PYTHON, *PIP, "-r", lock]
    done = subprocess.run(command, cwd=BASE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-12:]), file=sys.stderr)
        raise NotInstalled


def make_data_folder(folder: Path) -> None:
    """The folder of database and key, for this user alone. Tried by writing: rights alone do not tell."""
    trial = folder / ("." + secrets.token_hex(8))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial.touch(mode=0o600, exist_ok=False)
        trial.unlink()
        make_secret(folder / "secret-key")
    except OSError as error:
        line = "cannot write to {} ({}). Give the folder to this user, or choose another one with --data."
        raise Stop(line.format(folder, error.strerror)) from None


def make_secret(file: Path) -> None:
    """Whole or not at all, even when two start at once; readable by this user alone."""
    if not file.exists():
        draft = file.with_name("." + secrets.token_hex(8))
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(50))
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    file.chmod(0o600)


# Addresses and environment


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Bound before anything else, so that a taken port is known at once, and kept while the web server restarts."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        raise Stop(why_not(error, host, port)) from None
    return listener


def why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"port {port} is taken. Stop what runs there, or choose another one: --port {other}"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has. Choose one above 1023: --port 8000"
    return f"{host} is not an address of this machine. Leave --host out, or give one that is."


def environment(host: str, data: Path, dev: bool) -> dict[str, str]:
    found = dict(os.environ, DJANGO_SETTINGS_MODULE="oncokind.settings", ONCOKIND_DATA=str(data))
    found["ONCOKIND_DEBUG"] = "1" if dev else "0"
    found.setdefault("ONCOKIND_HOSTS", "localhost,127.0.0.1,[::1]")
    if not is_loopback(host):
        if host not in ("0.0.0.0", "::"):  # noqa: S104 - these two are no names that a visitor could use
            found["ONCOKIND_HOSTS"] += "," + (f"[{host}]" if ":" in host else host)
        if found.get("ONCOKIND_TLS") != "1":
            say(f"{host} is open to other machines, without TLS. README.md, 'Deploy', says what has to stand in front.")
    elif sys.platform != "linux":
        say("this system cannot lock up the reader of files. Only open reports of your own on this computer.")
        found["ONCOKIND_READ_UNPROTECTED"] = "1"
    return found


# Children


def die_with_parent(parent: int) -> None:
    """In the child, on Linux: ends when run.py ends, even by `kill -9`. Elsewhere there is no such call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


class Child:
    """A process with a group of its own, started again when it ends."""

    is_needed = True  # for the site to be up at all
    is_given_up = False

    def __init__(self, name: str, command: list[str], env: dict[str, str], fds: tuple[int, ...] = ()) -> None:
        self.name, self.command, self.env, self.fds = name, command, env, fds
        self.quick_ends = 0
        self.start()

    def start(self) -> None:
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [str(PYTHON), *self.command],
            cwd=BASE,
            env=self.env,
            stdin=subprocess.DEVNULL,
            pass_fds=self.fds,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),
        )

    def keep_up(self) -> None:
        code = self.process.poll()
        if code is None or self.is_given_up:
            return
        self.signal(signal.SIGKILL)  # what it may have left behind
        quick = time.monotonic() - self.started < AT_ONCE_SECONDS
        self.quick_ends = self.quick_ends + 1 if quick else 1
        if self.quick_ends >= HOPELESS:
            self.is_given_up = not self.is_needed
            if self.is_given_up:
                say(f"the {self.name} does not stay up (exit code {code}). The site goes on without it.")
                return
            raise Stop(f"the {self.name} does not stay up (exit code {code}). Its reason stands above.")
        say(f"the {self.name} ended (exit code {code}) and is started again")
        time.sleep(RESTART_SECONDS)
        self.start()

    def signal(self, number: int) -> bool:
        """To the whole group; False when nothing is left of it."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def is_gone(self) -> bool:
        return self.process.poll() is not None and not self.signal(0)


class Reader(Child):
    """A worker that reads pictures. Reports with text are read without it."""

    is_needed = False


def end(children: list[Child], signals: list[int]) -> None:
    """Asks, waits, then kills. A second Ctrl-C does not wait."""
    for child in children:
        child.signal(signal.SIGTERM)
    patience = time.monotonic() + STOP_SECONDS
    while time.monotonic() < patience and len(signals) < 2:
        if all(child.is_gone() for child in children):
            return
        time.sleep(0.02)
    for child in children:
        child.signal(signal.SIGKILL)
        child.process.wait()


def serve(host: str, port: int, listener: socket.socket, env: dict[str, str], dev: bool) -> None:
    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: signals.append(number))
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if dev:
        listener.close()
        web = Child("web server", ["manage.py", "runserver", "--nostatic", shown], env)
    else:
        web = Child("web server", ["-m", "gunicorn", "--bind", f"fd://{listener.fileno()}"], env, (listener.fileno(),))
    children = [web]
    try:
        children.append(Child("worker", ["manage.py", "purge_reports", "--every", str(PURGE_SECONDS)], env))
        announced = False
        while not signals:
            for child in children:
                child.keep_up()
            if not announced and answers(host, port):
                say(f"http://{shown} (Ctrl-C ends it)")
                announced = True
                children += readers(env)  # now, so that they do not hold up the first page
            time.sleep(0.2 if announced else 0.02)
    finally:
        listener.close()
        end(children, signals)


def readers(env: dict[str, str]) -> list[Child]:
    if env["ONCOKIND_OCR"] == "0":
        return []
    return [Reader("reader of pictures", ["manage.py", "read_queue"], env) for _ in range(READERS)]


def answers(host: str, port: int) -> bool:
    """Whether the web server gives any answer: even a refusal of this host's name shows that it is up."""
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# Commands


def run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Sets up and serves OncoKind. `run.py test` runs its tests.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, default=BASE / "var", help="folder of the database and the secret")
    parser.add_argument("--dev", action="store_true", help="for writing code and content: reloads both, shows errors")
    options = parser.parse_args(arguments)
    if options.dev and not is_loopback(options.host):
        raise Stop("--dev shows the insides of the site, so it serves this machine alone. Leave --host out.")
    listener = listen(options.host, options.port)
    set_up_or_stop("serve")
    if os.environ.get("ONCOKIND_POSTGRES"):
        set_up_or_stop("postgres")
    pictures = set_up_pictures()
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash would write memory to a disk, and a report with it
    data = options.data.resolve()
    make_data_folder(data)
    env = environment(options.host, data, options.dev) | {"ONCOKIND_OCR": "1" if pictures else "0"}
    if subprocess.run([PYTHON, "-m", "oncokind.prepare"], cwd=BASE, env=env).returncode:
        raise Stop("cannot serve yet; the reason stands above.")
    serve(options.host, options.port, listener, env, options.dev)


def test(arguments: list[str]) -> None:
    """Becomes pytest. Settings of a deployment on this machine do not reach the tests."""
    set_up_or_stop("test")
    env = {name: value for name, value in os.environ.items() if not name.startswith("ONCOKIND_")}
    env.update(
        {name: os.environ[name] for name in ("ONCOKIND_CHROMIUM", "ONCOKIND_TEST_DOCUMENTS") if name in os.environ}
    )
    os.chdir(BASE)
    command = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments]
    os.execve(PYTHON, command, env)  # noqa: S606 - no shell is wanted


def main(arguments: list[str]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        if arguments[:1] == ["test"]:
            test(arguments[1:])
        else:
            run(arguments)
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
