"""The blob store that a setting names."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from obstore.store import S3Store

from intake.services.ports import BlobStore
from intake.store.folder import FolderStore
from intake.store.objects import ObjectStore

REGION = "us-east-1"
"""What S3-compatible servers without regions expect in a signature; `AWS_REGION` says otherwise."""

RETRIES = 3


def open_blobs(url: str, settings: Mapping[str, str]) -> BlobStore:
    """Return the store at `file:///folder` or `s3://bucket/prefix`.

    For S3, `settings` (the environment) holds AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and
    may hold AWS_REGION. Raises ValueError with a sentence that names what is wrong.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return FolderStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return ObjectStore(bucket(parts, settings, "HOLAS_BLOB_URL"))
    message = "HOLAS_BLOB_URL must be file:///folder or s3://bucket/prefix."
    raise ValueError(message)


def bucket(parts: SplitResult, settings: Mapping[str, str], asked: str) -> S3Store:
    """Return the bucket at an address. `asked` names the setting that holds it. Raises ValueError with a sentence."""
    endpoint = _setting(settings, "AWS_ENDPOINT_URL", asked)
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        endpoint=endpoint,
        access_key_id=_setting(settings, "AWS_ACCESS_KEY_ID", asked),
        secret_access_key=_setting(settings, "AWS_SECRET_ACCESS_KEY", asked),
        region=settings.get("AWS_REGION", REGION),
        virtual_hosted_style_request=False,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
        retry_config={"max_retries": RETRIES},
    )


def _setting(settings: Mapping[str, str], name: str, asked: str) -> str:
    value = settings.get(name, "")
    if not value:
        message = f"{name} is missing: {asked} names an S3 bucket, which needs it."
        raise ValueError(message)
    return value
