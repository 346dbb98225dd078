import hashlib
from threading import get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.services.side_hash import SMALL, SideHash


@given(st.lists(st.one_of(st.binary(max_size=50), st.integers(min_value=SMALL - 1, max_value=SMALL + 1).map(bytes))))
def test_it_is_sha256_of_all_pieces(pieces: list[bytes]) -> None:
    side = SideHash()
    for piece in pieces:
        side.update(piece)
    assert side.hexdigest() == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_asking_does_not_end_it() -> None:
    side = SideHash()
    side.update(bytes(SMALL))
    assert side.hexdigest() == side.hexdigest()
    side.update(b"more")
    assert side.hexdigest() == hashlib.sha256(bytes(SMALL) + b"more").hexdigest()


class Recorder:
    def __init__(self) -> None:
        self.threads: list[int] = []

    def update(self, _data: bytes) -> None:
        self.threads.append(get_ident())


def test_large_pieces_are_hashed_elsewhere_and_small_ones_here(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    monkeypatch.setattr(hashlib, "sha256", lambda: recorder)
    side = SideHash()
    for piece in (bytes(SMALL), b"small", bytes(SMALL), b"small"):
        side.update(piece)
    assert [thread == get_ident() for thread in recorder.threads] == [False, True, False, True]
