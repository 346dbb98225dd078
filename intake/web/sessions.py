"""The session cookie: signed with the secret file, SameSite=Strict, gone when the browser closes."""

import hashlib
from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from intake.web.headers import is_tls


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie with SHA-256, and apart for each application: one app's cookie means nothing to another."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, name: str) -> None:
        self.salt = f"holas-session-{name}"


def install(app: Flask, *, name: str, site: str, secret: bytes, lifetime: timedelta) -> None:
    """Set the cookie's name and flags. Under TLS the `__Host-` prefix keeps other hosts from planting one."""
    tls = is_tls(site)
    app.secret_key = secret
    app.session_interface = SignedCookie(name)
    app.permanent_session_lifetime = lifetime
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{name}" if tls else name,
        SESSION_COOKIE_SECURE=tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
    )
