"""Locks: seven words, Argon2id, and parameters that are believed only within bounds."""

import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import crypto
from crypto import _words

INFO = crypto.bind("member-seed", "member")
WORDS = "orbit canvas riddle maple seven tunnel velvet"
LOCKED = crypto.lock(b"s" * 32, WORDS, INFO)


def test_seven_words_of_2048() -> None:
    listed = set(_words.word_list("en").words)
    drawn = {crypto.generate_passphrase() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(words.split()) == 7 and set(words.split()) <= listed for words in drawn)


def test_every_word_comes_up_in_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = [set() for _ in range(7)]
    for number in range(2048):
        bits = sum(number << 11 * place for place in range(7))
        monkeypatch.setattr("crypto._random.token", lambda n, bits=bits: bits.to_bytes(n, "big"))
        for place, word in enumerate(crypto.generate_passphrase().split()):
            seen[place].add(word)
    assert [len(words) for words in seen] == [2048] * 7


def test_round_trip() -> None:
    assert crypto.unlock(LOCKED, WORDS, INFO) == b"s" * 32


@pytest.mark.parametrize("typed", [WORDS.upper(), "  " + WORDS.replace(" ", "  \n"), WORDS.replace("e", "é")])
def test_slips_of_the_keyboard_are_forgiven(typed: str) -> None:
    assert crypto.unlock(LOCKED, typed, INFO) == b"s" * 32


@pytest.mark.parametrize("typed", ["", WORDS[:-1], WORDS.replace(" ", ""), "velvet " + WORDS[:-7], "\ud800"])
def test_another_passphrase(typed: str) -> None:
    with pytest.raises(crypto.NoMatchingKey):
        crypto.unlock(LOCKED, typed, INFO)


def test_another_member() -> None:
    with pytest.raises(crypto.NoMatchingKey):
        crypto.unlock(LOCKED, WORDS, crypto.bind("member-seed", "other"))


def test_the_parameters_are_stored_and_are_those_of_rfc_9106() -> None:
    # Section 4, second recommended option: t=3, p=4, 64 MiB, a salt of 128 bits, a tag of 256 bits.
    assert struct.unpack(">4sIII", LOCKED[:16]) == (b"hl01", 64 * 1024, 3, 4)


def test_every_lock_has_its_own_salt() -> None:
    assert crypto.lock(b"s" * 32, WORDS, INFO)[16:32] != LOCKED[16:32]


@pytest.mark.parametrize("at", [0, 3])
def test_a_changed_tag(at: int) -> None:
    changed = bytearray(LOCKED)
    changed[at] ^= 1
    with pytest.raises(crypto.Unsupported):
        crypto.unlock(bytes(changed), WORDS, INFO)


@pytest.mark.parametrize("cost", [(2**32 - 1, 3, 4), (64 * 1024, 2**32 - 1, 4), (64 * 1024, 3, 2**24)])
def test_refused_parameters_are_not_tried(cost: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("crypto.passphrase.Argon2id")
    with pytest.raises(crypto.Unsupported):
        crypto.unlock(b"hl01" + struct.pack(">III", *cost) + LOCKED[16:], WORDS, INFO)


class Counting:
    """Counts how many are inside at once."""

    most = inside = 0
    lock = threading.Lock()

    def derive(self, _typed: bytes) -> bytes:
        with self.lock:
            Counting.inside += 1
            Counting.most = max(Counting.most, Counting.inside)
        time.sleep(0.02)
        with self.lock:
            Counting.inside -= 1
        return bytes(32)


@pytest.mark.parametrize("module", ["passphrase", "codename"])
def test_at_most_two_derivations_at_once(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"crypto.{module}.Argon2id", lambda **_: Counting())
    monkeypatch.setattr(Counting, "most", 0)
    name = crypto.Codename(bytes(11))

    def work(_: int) -> None:
        if module == "passphrase":
            crypto.lock(b"", WORDS, INFO)
        else:
            crypto.SourceKeys.derive(name, bytes(16))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert Counting.most == 2
