import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from sqlalchemy import text
from werkzeug.serving import make_server

from intake.services.ports import BlobStore
from intake.store.blobs import open_blobs
from intake.store.database import SqlDatabase, open_database
from intake.store.models import Base
from tests.plugins.postgres import Cluster
from tests.plugins.swift import Endpoint

_buckets = count(1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest revision, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "holas.sqlite"
    database = open_database(f"sqlite:///{path}")
    database.upgrade()
    database.shred()
    database.close()
    return path


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[SqlDatabase]:
    path = tmp_path / "home" / "holas.sqlite"
    path.parent.mkdir(mode=0o700)
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_cluster: Cluster) -> Iterator[SqlDatabase]:
    database = open_database(postgres_cluster.create_database())
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def postgresql(migrated_postgresql: SqlDatabase) -> Iterator[SqlDatabase]:
    """Emptied afterwards: a new database for each test would take a second."""
    yield migrated_postgresql
    tables = ", ".join(Base.metadata.tables)
    with migrated_postgresql.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> SqlDatabase:
    """Both databases keep the same contract."""
    opened: SqlDatabase = request.getfixturevalue(request.param)
    return opened


class Moto:
    """An S3 server in this process that notes each request."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._note, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.endpoint = Endpoint(f"http://127.0.0.1:{self._server.port}", "invented", "invented")

    def _note(self, environ: dict[str, Any], start_response: Any) -> Any:
        headers = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], headers))
        return self._app(environ, start_response)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = Moto()
    yield server
    server.stop()


def client(endpoint: Endpoint) -> Any:
    """Another program's view of the same bucket."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint.url,
        aws_access_key_id=endpoint.key,
        aws_secret_access_key=endpoint.secret,
        region_name="us-east-1",
    )


@pytest.fixture
def bucket() -> Callable[[Endpoint], str]:
    """Make a bucket of the test's own and return the address of a store in it."""

    def make(endpoint: Endpoint) -> str:
        name = f"bucket-{next(_buckets)}"
        client(endpoint).create_bucket(Bucket=name)
        return f"s3://{name}/blobs"

    return make


@pytest.fixture(params=["folder", "moto", pytest.param("swift", marks=pytest.mark.xdist_group("swift"))])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, bucket: Callable[[Endpoint], str]) -> BlobStore:
    """Every blob store keeps the same contract."""
    if request.param == "folder":
        return open_blobs((tmp_path / "blobs").as_uri(), {})
    server = request.getfixturevalue(request.param)
    endpoint = server if request.param == "swift" else server.endpoint
    return open_blobs(bucket(endpoint), endpoint.settings())
