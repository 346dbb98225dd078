"""Check the files beside this one against manifest.json. Needs Python 3.8 or newer, nothing else: python3 verify.py.

It does not check who signed manifest.json; `holas verify` does.
"""

import hashlib
import json
import pathlib
import sys
from collections.abc import Iterator

UNLISTED = {"manifest.json", "SHA256SUMS", "signature.json"}
SLICE = 1 << 20


def sha256(path: pathlib.Path) -> str:
    """Return the hash of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(SLICE):
            digest.update(piece)
    return digest.hexdigest()


def problems(folder: pathlib.Path) -> Iterator[str]:
    """Yield what is wrong with the bundle in a folder, each time naming the file."""
    listed = {one["path"]: one["sha256"] for one in json.loads((folder / "manifest.json").read_bytes())["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(UNLISTED.union(listed)):
        if name not in there:
            yield f"{name} is missing"
        elif name in listed and sha256(folder / name) != listed[name]:
            yield f"{name} was changed"
    for name in sorted(there.difference(listed, UNLISTED)):
        yield f"{name} was added"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines() if "SHA256SUMS" in there else []
    for line in lines:
        value, _, name = line.partition("  ")
        if name not in there or sha256(folder / name) != value:
            yield f"{name} is not the file of SHA256SUMS"


def main() -> int:
    """Check, print what was found, and return 1 if anything was."""
    found = list(problems(pathlib.Path(__file__).resolve().parent))
    for one in found:
        print(one)
    print(f"{len(found)} problems." if found else "Every file is the one that manifest.json lists.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
