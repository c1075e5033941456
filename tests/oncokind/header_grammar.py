"""A strict reading of the headers that the site sends: a value that is not an allowed one is an error (S-02)."""

from __future__ import annotations

import re
from collections.abc import Callable

SOURCES = {"'none'", "'self'"}  # nothing `unsafe-`, no `data:`, no wildcard, no other host
DIRECTIVES = {
    "default-src": {"'none'"},
    "script-src": SOURCES,
    "style-src": SOURCES,
    "img-src": SOURCES,
    "font-src": SOURCES,
    "connect-src": {"'none'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "object-src": {"'none'"},
}
SENSORS = {"accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb"}


def content_security_policy(value: str) -> bool:
    found = {}
    for directive in value.split("; "):
        name, *sources = directive.split(" ")
        if name in found or len(sources) != 1 or sources[0] not in DIRECTIVES.get(name, ()):
            return False
        found[name] = sources[0]
    return found.keys() == DIRECTIVES.keys()


def permissions_policy(value: str) -> bool:
    parts = value.split(", ")
    names = {part.removesuffix("=()") for part in parts}
    return all(re.fullmatch(r"[a-z-]+=\(\)", part) for part in parts) and len(names) == len(parts) and names >= SENSORS


def strict_transport_security(value: str) -> bool:
    match = re.fullmatch(r"max-age=(\d+); includeSubDomains(; preload)?", value)
    return bool(match and int(match[1]) >= 31_536_000)


def one_of(*allowed: str) -> Callable[[str], bool]:
    return lambda value: value in allowed


GRAMMAR: dict[str, Callable[[str], bool]] = {
    "content-security-policy": content_security_policy,
    "permissions-policy": permissions_policy,
    "x-content-type-options": one_of("nosniff"),
    "x-frame-options": one_of("DENY"),
    "referrer-policy": one_of("same-origin"),
    "cross-origin-opener-policy": one_of("same-origin"),
    "cross-origin-resource-policy": one_of("same-origin"),
    "cross-origin-embedder-policy": one_of("require-corp"),
}


def problems(headers: list[tuple[str, str]], *, tls: bool) -> list[str]:
    """What is missing, doubled, not allowed, or tells too much."""
    names = [name.lower() for name, _ in headers]
    found = {name.lower(): value for name, value in headers}
    wanted = GRAMMAR | ({"strict-transport-security": strict_transport_security} if tls else {})
    wrong = [f"{name} stands {names.count(name)} times" for name in wanted if names.count(name) != 1]
    wrong += [f"{name}: {found[name]}" for name, check in wanted.items() if name in found and not check(found[name])]
    if not tls and "strict-transport-security" in found:
        wrong.append("HSTS without TLS")
    told = {"x-powered-by", "x-aspnet-version", "via", "access-control-allow-origin"} & found.keys()
    wrong += [f"{name} should not be sent" for name in told]
    if found.get("server", "gunicorn") != "gunicorn":
        wrong.append("server: " + found["server"])
    return wrong
