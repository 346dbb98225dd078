"""What every answer says about itself, and which host names are ours."""

from urllib.parse import quote, urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

STATIC_ENDPOINT = "common.static"
UNCHECKED_ENDPOINT = "common.healthz"
YEAR = 365 * 24 * 3600
IN_QUERIES = "%&=+,-._~:/?@!$'()*;"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NO_SENSORS = "camera=(), geolocation=(), microphone=()"
ALWAYS = {"Referrer-Policy": "no-referrer"}
# A browser heeds each header only where it means something; on a slow line the rest is left out.
HELD = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
SHOWN = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": NO_SENSORS,
    "X-Robots-Tag": "noindex",
}
UNSEEN = frozenset({"text/css", "text/javascript", "image/svg+xml"})


def install(app: Flask, *, site: str, onion: str | None = None) -> None:
    """Check the host of every request against `site` and add the headers to every answer."""

    @app.before_request
    def check_host() -> None:
        if request.endpoint != UNCHECKED_ENDPOINT and request.host.lower() != host_of(site):
            raise BadRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        if "Location" in response.headers:
            response.set_data(b"")  # every browser follows the address; a page beside it only costs
            response.headers.pop("Content-Type", None)
        for name, value in _headers_of(response).items():
            response.headers.setdefault(name, value)
        _say_where(response, site, onion)
        return response


def _say_where(response: Response, site: str, onion: str | None) -> None:
    """Say how long an answer may be kept and how else the site is reached."""
    if request.endpoint != STATIC_ENDPOINT:
        response.headers["Cache-Control"] = "no-store"
    if is_tls(site):
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if onion and response.mimetype == "text/html" and _is_shown(response):
        response.headers["Onion-Location"] = onion + _path_and_query()


def _headers_of(response: Response) -> dict[str, str]:
    if "Location" in response.headers:
        return ALWAYS
    return {**ALWAYS, **HELD, **(SHOWN if _is_shown(response) else {})}


def _is_shown(response: Response) -> bool:
    return "Location" not in response.headers and response.mimetype not in UNSEEN


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
