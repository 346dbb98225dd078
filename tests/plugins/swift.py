"""A real S3-compatible server that is not Amazon's: Debian's Swift with s3api, one disk, no systemd.

It checks signatures, and has no conditional create; what works here and on moto may be called S3-compatible.
Mark the tests that ask for it with `xdist_group("swift")`: it takes about 20 s to start.
"""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SWIFT = "The tests of a second S3 server need Swift (Debian packages swift-proxy and others), which is not installed."
STORAGE = ("account", "container", "object")
PATIENCE = 180  # seconds until a server that does not answer counts as broken

PYTHON = "/usr/bin/python3"  # which Debian installs Swift for
RINGS = """
import sys
from swift.common.ring import RingBuilder

folder, *kinds = sys.argv[1:]
for kind in kinds:
    name, port = kind.split(":")
    where = {"ip": "127.0.0.1", "port": int(port), "replication_ip": "127.0.0.1", "replication_port": int(port)}
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "device": "disk", "weight": 1, "meta": "", **where})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{name}.ring.gz")
"""
STORAGE_CONF = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/node
mount_check = false
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
conn_timeout = 30
node_timeout = 60
"""
PROXY_CONF = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 30
node_timeout = 60
error_suppression_limit = 1000
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_holas_keeper = invented .admin
[filter:slo]
use = egg:swift#slo
"""


@dataclass(frozen=True)
class Endpoint:
    """Where an S3 server listens, and the keys it knows."""

    url: str
    key: str
    secret: str

    def settings(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }


class Swift:
    """Four servers and, for each kind of data, a ring that says: one copy, on the only disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: list[subprocess.Popen[bytes]] = []
        (folder / "node" / "disk").mkdir(parents=True)
        ports = {kind: free_port() for kind in STORAGE}
        kinds = [f"{kind}:{port}" for kind, port in ports.items()]
        subprocess.run([PYTHON, "-c", RINGS, str(folder), *kinds], check=True, capture_output=True)
        for kind in STORAGE:
            self._start(kind, STORAGE_CONF, ports[kind])
        port = free_port()
        self._start("proxy", PROXY_CONF, port)
        self._ports = [*ports.values(), port]
        self.endpoint = Endpoint(f"http://127.0.0.1:{port}", "holas:keeper", "invented")
        self._wait()

    def _start(self, kind: str, template: str, port: int) -> None:
        conf = self._folder / f"{kind}.conf"
        conf.write_text(template.format(kind=kind, port=port, folder=self._folder, user=_user()))
        with (self._folder / f"{kind}.log").open("wb") as log:
            server = subprocess.Popen([f"swift-{kind}-server", conf, "--verbose"], stdout=log, stderr=log)
        self._servers.append(server)

    def _wait(self) -> None:
        """Wait for each of the four: the proxy answers before the storage does, and gives up on it for a minute."""
        end = time.monotonic() + PATIENCE
        while not all(map(_answers, self._ports)):
            if time.monotonic() > end or any(server.poll() is not None for server in self._servers):
                raise AssertionError("".join(log.read_text() for log in self._folder.glob("*.log")))
            time.sleep(0.2)

    def stop(self) -> None:
        for server in self._servers:
            server.kill()
        for server in self._servers:
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    """Tell whether a server speaks HTTP there, if only to refuse."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _user() -> str:
    return subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    if not shutil.which("swift-object-server") or not shutil.which("swift-proxy-server"):
        pytest.skip(SWIFT)
    servers = Swift(tmp_path_factory.mktemp("swift"))
    yield servers.endpoint
    servers.stop()
