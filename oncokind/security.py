"""The headers of every answer, as data. `middleware.py` sets them for Django, `gunicorn_worker.py` for gunicorn.

Plain data without Django, so that both can import it; decides nothing about one page.
"""

from __future__ import annotations

from types import MappingProxyType

CONTENT_SECURITY_POLICY = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
)
# Only names that a present browser knows: each other one is an error in its console (tests/oncokind/test_browser.py).
SENSORS = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # `no-referrer` would send `Origin: null`, and every upload would be refused
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": ", ".join(f"{sensor}=()" for sensor in SENSORS),
    }
)
# Only over TLS. `preload` is the owner's word to give, for every name under the domain: docs/operating.md.
HSTS_SECONDS = 63072000
HSTS = f"max-age={HSTS_SECONDS}; includeSubDomains"
