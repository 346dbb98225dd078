"""The settings of one instance, read once. Nothing else reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from intake.domain.contacts import Contacts
from intake.domain.limits import GIB, KIB, MIB, Limits
from intake.domain.plan_terms import LIFETIME
from intake.domain.urgency import TARGET_HOURS
from intake.environment import BadSetting, Environment, read_environment
from intake.languages import available, usual

__all__ = ["BadSetting", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that distinguishes this instance. Secrets never show in `repr`.

    `root_key` is the public Ed25519 key (32 bytes) of the membership chain; `codename_salt` is public;
    `secret` signs the session cookies; `storage` holds the AWS_ variables that an S3 address needs. Files are taken
    while `reserve_bytes` stay free on the disk and all drafts' files together stay below `drafts_bytes`; `work_bits`
    is what a proof of work costs (20: about a million tries). Who is in danger is answered within `urgent_hours`.
    `second_coder_share`: how many in a hundred cases are coded twice by lot, besides those that always are. Copies of
    the ledger lie at `ledger_url`; `public_total`: new plans declare the number of testimonies received public.
    """

    home: Path
    database_url: str = field(repr=False)
    blob_url: str = field(repr=False)
    ledger_url: str = field(repr=False)
    secret: bytes = field(repr=False)
    grant_key_file: Path
    source_url: str
    staff_url: str
    root_key: bytes
    instance_id: str
    codename_salt: bytes
    onion_url: str | None = None
    leave_url: str | None = None
    trusted_proxy: tuple[str, ...] = ()
    storage: Mapping[str, str] = field(default_factory=dict, repr=False)
    languages: tuple[str, ...] = field(default_factory=usual)
    demo: bool = False
    limits: Limits = field(default_factory=Limits)
    reserve_bytes: int = GIB
    drafts_bytes: int = 32 * GIB
    work_bits: int = 17
    draft_lifetime: timedelta = timedelta(hours=12)
    codename_lifetime: timedelta = timedelta(minutes=30)
    mailbox_idle: timedelta = timedelta(minutes=30)
    staff_idle: timedelta = timedelta(minutes=30)
    withdrawal_days: int = 7
    custody_days: int = 14
    urgent_hours: int = TARGET_HOURS
    second_coder_share: int = 20
    release_epsilon: float = LIFETIME
    public_total: bool = False
    contacts: Contacts = field(default_factory=Contacts)

    @classmethod
    def from_mapping(cls, environ: Mapping[str, str]) -> Self:
        """Read settings from the environment and the instance folder. Raises `BadSetting`."""
        env = read_environment(environ)
        settings = cls(
            home=env.home,
            database_url=env.text("HOLAS_DATABASE_URL", f"sqlite:///{env.home / 'holas.sqlite'}"),
            blob_url=env.text("HOLAS_BLOB_URL", (env.home / "blobs").as_uri()),
            ledger_url=env.text("HOLAS_LEDGER_URL", (env.home / "ledger").as_uri()),
            secret=env.secret("HOLAS_SECRET_FILE"),
            grant_key_file=env.path("HOLAS_GRANT_KEY_FILE"),
            source_url=env.url("HOLAS_SOURCE_URL"),
            staff_url=env.url("HOLAS_STAFF_URL"),
            onion_url=env.optional_url("HOLAS_ONION_URL"),
            leave_url=env.optional_url("HOLAS_LEAVE_URL"),
            trusted_proxy=env.addresses("HOLAS_TRUSTED_PROXY"),
            storage=env.storage,
            root_key=env.hexadecimal("HOLAS_ROOT_KEY", low=32, high=32),
            instance_id=env.hexadecimal("HOLAS_INSTANCE", low=16, high=16).hex(),
            codename_salt=env.hexadecimal("HOLAS_CODENAME_SALT", low=16, high=32),
            languages=_languages(env),
            demo=env.flag("HOLAS_DEMO"),
            limits=_limits(env),
            reserve_bytes=env.number("HOLAS_RESERVE_BYTES", GIB, low=0, high=1024 * GIB),
            drafts_bytes=env.number("HOLAS_MAX_DRAFTS_BYTES", 32 * GIB, low=0, high=1024 * GIB),
            work_bits=env.number("HOLAS_WORK_BITS", 17, low=8, high=26),
            draft_lifetime=timedelta(hours=env.number("HOLAS_DRAFT_HOURS", 12, low=1, high=72)),
            codename_lifetime=timedelta(minutes=env.number("HOLAS_CODENAME_MINUTES", 30, low=5, high=30)),
            mailbox_idle=timedelta(minutes=env.number("HOLAS_MAILBOX_MINUTES", 30, low=5, high=120)),
            staff_idle=timedelta(minutes=env.number("HOLAS_IDLE_MINUTES", 30, low=5, high=240)),
            withdrawal_days=env.number("HOLAS_WITHDRAWAL_DAYS", 7, low=1, high=30),
            custody_days=env.number("HOLAS_CUSTODY_DAYS", 14, low=1, high=90),
            urgent_hours=env.number("HOLAS_URGENT_HOURS", TARGET_HOURS, low=1, high=72),
            second_coder_share=env.number("HOLAS_SECOND_CODER_PERCENT", 20, low=0, high=100),
            release_epsilon=env.decimal("HOLAS_RELEASE_EPSILON", LIFETIME, low=0.0, high=LIFETIME),
            public_total=env.flag("HOLAS_PUBLIC_TOTAL"),
            contacts=env.contacts("HOLAS_CONTACTS_FILE"),
        )
        env.refuse_unknown()
        return settings


def _languages(env: Environment) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in env.text("HOLAS_LANGUAGES", ",".join(usual())).split(","))
    if not set(chosen) <= set(available()) or len(set(chosen)) < len(chosen):
        message = f"HOLAS_LANGUAGES must name each language once, from: {', '.join(available())}."
        raise BadSetting(message)
    return chosen


def _limits(env: Environment) -> Limits:
    usual = Limits()
    return Limits(
        fields=env.number("HOLAS_MAX_FIELDS", usual.fields, low=30, high=2000),
        field_bytes=env.number("HOLAS_MAX_FIELD_BYTES", usual.field_bytes, low=4 * KIB, high=16 * MIB),
        fields_bytes=env.number("HOLAS_MAX_FIELDS_BYTES", usual.fields_bytes, low=8 * KIB, high=32 * MIB),
        files=env.number("HOLAS_MAX_FILES", usual.files, low=1, high=1000),
        file_bytes=env.number("HOLAS_MAX_FILE_BYTES", usual.file_bytes, low=1, high=1024 * GIB),
        body_bytes=env.number("HOLAS_MAX_BODY_BYTES", usual.body_bytes, low=1, high=1024 * GIB),
        seconds_idle=env.number("HOLAS_MAX_SECONDS_IDLE", int(usual.seconds_idle), low=5, high=600),
        seconds_total=env.number("HOLAS_MAX_SECONDS", int(usual.seconds_total), low=30, high=48 * 3600),
    )
