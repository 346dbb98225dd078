"""What deploy/ tells a server to do: commands that exist, and nothing about sources or testimonies on a disk."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from intake.commands.serve import PORTS

DEPLOY = Path(__file__).parents[2] / "deploy"
HOLAS = Path(sys.executable).with_name("holas")
UNITS = sorted(DEPLOY.glob("*.service"))
NGINX = (DEPLOY / "nginx.conf").read_text()


def service(path: Path) -> dict[str, str]:
    """Return the [Service] settings of a unit; of a repeated one, the last."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # configparser's documented way to keep case
    parser.read(path)
    return dict(parser["Service"])


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("unit", UNITS, ids=named)
def test_units_start_commands_that_exist(unit: Path) -> None:
    program, *arguments = service(unit)["ExecStart"].split()
    assert program == "/opt/holas/.venv/bin/holas"
    assert subprocess.run([HOLAS, *arguments, "--help"], capture_output=True, check=False).returncode == 0
    if "--port" in arguments and unit.stem != "holas-onion":
        assert arguments[-1] == str(PORTS[arguments[1]])


@pytest.mark.parametrize("unit", UNITS, ids=named)
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("User", "holas"),
        ("LimitCORE", "0"),
        ("MemorySwapMax", "0"),
        ("TemporaryFileSystem", "/tmp:mode=1777 /var/tmp:mode=1777"),  # noqa: S108 (memory, by systemd)
        ("ProtectSystem", "strict"),
        ("ReadWritePaths", "/var/lib/holas"),
        ("UMask", "0077"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
    ],
)
def test_units_keep_testimonies_off_the_disk_and_the_machine_out_of_reach(unit: Path, setting: str, value: str) -> None:
    assert service(unit)[setting] == value


def test_there_is_a_unit_for_each_site_and_the_nightly_work() -> None:
    assert {unit.stem for unit in UNITS} == {"holas-source", "holas-staff", "holas-onion", "holas-nightly"}
    assert "WantedBy=timers.target" in (DEPLOY / "holas-nightly.timer").read_text()


@pytest.mark.parametrize("line", ["access_log off;", "error_log /dev/null crit;", "ssl_session_tickets off;"])
def test_nginx_keeps_no_trace_of_visitors(line: str) -> None:
    assert f"\n{line}\n" in NGINX
    assert len(re.findall(rf"^\s*{line.partition(' ')[0]} ", NGINX, re.MULTILINE)) == 1


@pytest.mark.parametrize("site", ["source", "staff"])
@pytest.mark.parametrize(
    "line",
    [
        "proxy_request_buffering off;",
        "proxy_buffering off;",
        "proxy_max_temp_file_size 0;",
        "proxy_http_version 1.1;",
        'proxy_set_header X-Forwarded-For "";',
        "proxy_set_header X-Forwarded-Proto $scheme;",
    ],
)
def test_nginx_writes_no_body_to_a_disk_and_passes_no_address_on(site: str, line: str) -> None:
    (block,) = re.findall(rf"location / \{{\s+proxy_pass http://127.0.0.1:{PORTS[site]};(.*?)\}}", NGINX, re.DOTALL)
    assert line in block
    assert "remote_addr" not in NGINX


def test_tor_reaches_the_onion_site_only() -> None:
    (port,) = re.findall(r"^HiddenServicePort 80 127\.0\.0\.1:(\d+)$", (DEPLOY / "torrc").read_text(), re.MULTILINE)
    assert service(DEPLOY / "holas-onion.service")["ExecStart"].endswith(f"--port {port}")
