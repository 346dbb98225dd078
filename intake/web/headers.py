"""What every answer says about itself, and which host names are ours."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

STATIC_ENDPOINT = "common.static"
UNCHECKED_ENDPOINT = "common.healthz"
YEAR = 365 * 24 * 3600

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NO_SENSORS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_SENSORS,
    "X-Robots-Tag": "noindex",
}


def install(app: Flask, *, site: str, onion: str | None = None) -> None:
    """Check the host of every request against `site` and add the headers to every answer."""

    @app.before_request
    def check_host() -> None:
        if request.endpoint != UNCHECKED_ENDPOINT and request.host.lower() != host_of(site):
            raise BadRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != STATIC_ENDPOINT:
            response.headers["Cache-Control"] = "no-store"
        if is_tls(site):
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if onion:
            response.headers["Onion-Location"] = onion + request.path
        return response


def is_tls(site: str) -> bool:
    """Tell whether the site is reached by HTTPS."""
    return urlsplit(site).scheme == "https"


def host_of(site: str) -> str:
    """Return `host` or `host:port` as a browser sends it."""
    parts = urlsplit(site)
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"
