"""Sealed uploads measured against a plain Flask `file.save()` of the same body on the same server, in one run.

    python benchmarks/bench_upload.py [--megabytes 500] [--rounds 5] [--folder FOLDER]

Prints one line a figure. Each round sends the same body to each way of taking it, so that whatever else the machine
does weighs on all of them; ratios are medians over the rounds. Goals: sealed at least 2 times plain, and at most
16 MiB more memory than idle for one upload.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
ROOT = Path(__file__).parents[1]
BOUNDARY = "holas-benchmark"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\ngood\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="video.mp4"\r\n'
    "Content-Type: video/mp4\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
WAYS = {
    "plain": "plain Flask file.save()",
    "parse": "read and parsed, then dropped",
    "hash": "the same with SHA-256",
    "upload": "hashed, sealed, written and synced",
}


@dataclass(frozen=True)
class Taken:
    """One upload: megabytes a second, and seconds of the server's processor."""

    rate: float
    processor: float


class Server:
    """The tiny application of the tests, one worker, as its own processes."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        options = {"folder": str(folder), "ports": [self.port], "shape": {"workers": 1}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.tiny_app", json.dumps(options)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        self.process.stdout.readline()
        (arbiter,) = _children(self.process.pid)
        (self.worker,) = _children(arbiter)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def processor(self) -> float:
        """Seconds of processor time that the worker has used."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MiB that the worker holds now."""
        return _status_mib(self.worker, "VmRSS")

    @contextmanager
    def peak(self) -> Iterator[list[float]]:
        """Give a list that will hold the most MiB that the worker held meanwhile, above what it held before."""
        found: list[float] = []
        before = self.memory()
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")  # forget the peak so far: proc(5)
        yield found
        found.append(_status_mib(self.worker, "VmHWM") - before)


def send(server: Server, way: str, block: bytes, count: int) -> Taken:
    """Send a file of `count` blocks and wait for the answer."""
    length = len(HEAD) + len(TAIL) + count * len(block)
    head = f"POST /{way} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Length: {length}\r\n"
    head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    os.sync()  # what an earlier way left for the disk to do must not weigh on this one
    used, begun = server.processor(), time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + HEAD)
        for _ in range(count):
            connection.sendall(block)
        connection.sendall(TAIL)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    seconds = time.perf_counter() - begun
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(answer.decode(errors="replace"))
    return Taken(count * len(block) / 1e6 / seconds, server.processor() - used)


def compare(server: Server, block: bytes, count: int, rounds: int) -> None:
    """Print rates and their ratios to the plain way."""
    taken: dict[str, list[Taken]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            taken[way].append(send(server, way, block, count))
    for way, words in WAYS.items():
        ratio = statistics.median(one.rate / plain.rate for one, plain in zip(taken[way], taken["plain"], strict=True))
        rate = statistics.median(one.rate for one in taken[way])
        processor = statistics.median(one.processor for one in taken[way])
        say(f"{words}: {rate:.0f} MB/s, {ratio:.2f} times plain, {processor:.2f} s of the server's processor")


def memory(server: Server, block: bytes, count: int, uploads: int) -> None:
    """Print the peak memory of some uploads at once, for each of them."""
    senders = [threading.Thread(target=send, args=(server, "upload", block, count)) for _ in range(uploads)]
    with server.peak() as found:
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    say(f"{uploads} sealed upload(s) at once: {found[0] / uploads:.1f} MiB more than idle at most, each")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _status_mib(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--megabytes", type=int, default=500)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--folder", type=Path, default=None, help="where the server writes (default: a temporary one)")
    chosen = options.parse_args()
    block = os.urandom(1_000_000)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        server = Server(Path(folder))
        try:
            memory(server, block, chosen.megabytes, 1)
            memory(server, block, chosen.megabytes // 4, 4)
            compare(server, block, chosen.megabytes, chosen.rounds)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
