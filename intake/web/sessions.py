"""The session cookie: signed with the secret file, SameSite=Strict, gone when the browser closes."""

import hashlib
from datetime import timedelta

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from typing_extensions import override

from intake import clock
from intake.web.headers import is_tls

DAY = 24 * 3600  # seconds


class CoarseSigner(TimestampSigner):
    """Signs the day: a cookie found on a device shows no time of day."""

    @override
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp()) // DAY * DAY


class EvenSerializer(URLSafeTimedSerializer):
    """Never compresses: what is in a cookie would show in its length."""

    default_signer = CoarseSigner

    @override
    def dump_payload(self, obj: object) -> bytes:
        return base64_encode(self.serializer.dumps(obj).encode())


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie with SHA-256, and apart for each application: one app's cookie means nothing to another."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, name: str) -> None:
        self.salt = f"holas-session-{name}"

    @override
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        options = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        return EvenSerializer(
            str(app.secret_key), salt=self.salt, serializer=TaggedJSONSerializer(), signer_kwargs=options
        )


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
