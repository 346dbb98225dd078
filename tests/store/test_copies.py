"""Copying blobs between stores, as backups do: through the port, under the same names, each once."""

from pathlib import Path

from intake.services.ports import BlobStore
from intake.store.backup import copy_missing
from intake.store.folder import FolderStore


def stored(blobs: BlobStore, data: bytes) -> str:
    with blobs.create() as writer:
        writer.write(data)
        writer.commit()
    return writer.name


def test_blobs_keep_their_names_on_the_way_out(blobs: BlobStore, tmp_path: Path) -> None:
    names = [stored(blobs, b"sealed" * 1000), stored(blobs, b"")]
    folder = FolderStore(tmp_path / "copy")
    done: list[int] = []
    assert copy_missing([*names, "0" * 32], blobs, folder, done.append) == {"0" * 32}
    assert set(folder.names()) == set(names)
    assert folder.read(names[0], 0, 10_000) == b"sealed" * 1000
    assert folder.size(names[1]) == 0
    assert done == [1, 2, 3]


def test_and_on_the_way_back(blobs: BlobStore, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path / "copy")
    name = stored(folder, b"sealed" * 300_000)
    assert copy_missing([name], folder, blobs, lambda _done: None) == set()
    assert blobs.read(name, 1_199_998, 10_000) == (b"sealed" * 300_000)[1_199_998:1_209_998]


def test_what_is_there_is_not_copied_again(blobs: BlobStore, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path / "copy")
    name = stored(folder, b"first")
    assert copy_missing([name], folder, blobs, lambda _done: None) == set()
    folder.delete(name)
    assert copy_missing([name], folder, blobs, lambda _done: None) == set()
    assert blobs.read(name, 0, 5) == b"first"
