"""What every answer says about itself, and which host names are ours."""

from urllib.parse import quote, urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

STATIC_ENDPOINT = "common.static"
UNCHECKED_ENDPOINT = "common.healthz"
YEAR = 365 * 24 * 3600
IN_QUERIES = "%&=+,-._~:/?@!$'()*;"

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
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What a browser heeds only in an answer that it shows; redirects, styles and scripts do without, on a slow line.
SHOWN = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": NO_SENSORS,
    "X-Robots-Tag": "noindex",
}
UNSEEN = frozenset({"text/css", "text/javascript"})


def install(app: Flask, *, site: str, onion: str | None = None) -> None:
    """Check the host of every request against `site` and add the headers to every answer."""

    @app.before_request
    def check_host() -> None:
        if request.endpoint != UNCHECKED_ENDPOINT and request.host.lower() != host_of(site):
            raise BadRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in {**ALWAYS, **(SHOWN if _is_shown(response) else {})}.items():
            response.headers.setdefault(name, value)
        if request.endpoint != STATIC_ENDPOINT:
            response.headers["Cache-Control"] = "no-store"
        if is_tls(site):
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if onion and response.mimetype == "text/html" and _is_shown(response):
            response.headers["Onion-Location"] = onion + _path_and_query()
        return response


def _is_shown(response: Response) -> bool:
    return response.location is None and response.mimetype not in UNSEEN


def _path_and_query() -> str:
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{quote(query, safe=IN_QUERIES)}" if query else "")


def is_tls(site: str) -> bool:
    """Tell whether the site is reached by HTTPS."""
    return urlsplit(site).scheme == "https"


def host_of(site: str) -> str:
    """Return `host` or `host:port` as a browser sends it."""
    parts = urlsplit(site)
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"
