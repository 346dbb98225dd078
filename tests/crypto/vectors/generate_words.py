"""Makes the vectors of codenames, derived keys, sizes and records; it imports nothing from `crypto`.

Run `python tests/crypto/vectors/generate_words.py`; the same bytes come out every time.
"""

import hashlib
from collections.abc import Iterable
from importlib.resources import files

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from writing import drawn, hkdf, prefixed, write


def words(language: str) -> list[str]:
    text = files("mnemonic").joinpath("wordlist", f"{language}.txt").read_text(encoding="utf-8")
    return text.split()


def numbers_of(entropy: bytes) -> list[int]:
    digest = hashlib.sha256(prefixed(b"holas/1", b"codename", entropy)).digest()
    bits = f"{int.from_bytes(entropy, 'big'):088b}" + f"{int.from_bytes(digest, 'big'):0256b}"[:11]
    return [int(bits[at : at + 11], 2) for at in range(0, 99, 11)]


def spelled(numbers: Iterable[int], language: str = "english") -> list[str]:
    listed = words(language)
    return [listed[number] for number in numbers]


# Codenames, and the keys that follow from them


def codenames() -> None:
    entropy = drawn("codename", 11)
    numbers = numbers_of(entropy)
    english = spelled(numbers)

    def vector(name: str, expect: str, about: str, text: str, meant: bytes = entropy, **more: str) -> None:
        header = {"what": "codename", "expect": expect, "about": about, "entropy": meant.hex()}
        write(f"codename-{name}", text.encode(), **header, **more)

    for language in ("english", "spanish", "russian"):
        vector(f"ok-{language}", "ok", f"nine words in {language}", " ".join(spelled(numbers, language)))
    for name, meant in (("zeros", bytes(11)), ("ones", b"\xff" * 11)):
        vector(f"ok-{name}", "ok", f"entropy of {name}", " ".join(spelled(numbers_of(meant))), meant)
    untidy = "\n".join(f" {place}) {word.upper()}," for place, word in enumerate(english, 1))
    vector("ok-untidy", "ok", "numbered, in capitals, a word a line", untidy)
    vector("ok-prefixes", "ok", "four letters of each word", " ".join(word[:4] for word in english))
    wrong = [*english[:-1], words("english")[numbers[-1] ^ 1]]
    vector("wrong-checksum", "BadCodename", "another last word", " ".join(wrong))
    vector("eight-words", "BadCodename", "the last word is missing", " ".join(english[:-1]), suggested="yes")
    vector("ten-words", "BadCodename", "a word too many", " ".join([*english, "abandon"]), suggested="yes")
    mixed = english[:5] + spelled(numbers[5:], "russian")
    vector("two-languages", "BadCodename", "half English, half Russian", " ".join(mixed), suggested="no")
    longest = max(range(9), key=lambda place: len(english[place]))
    slip = [*english]
    slip[longest] = slip[longest][:1] + slip[longest][2:]
    vector("slip", "BadCodename", "a letter is missing", " ".join(slip), suggested="yes")
    swapped = [english[1], english[0], *english[2:]]
    vector("swapped", "BadCodename", "two words in the wrong order", " ".join(swapped), suggested="yes")
    vector("nothing", "BadCodename", "no words", "", suggested="no")


def derivations() -> None:
    def vector(name: str, about: str, body: bytes, **header: str) -> None:
        write(name, body, what=name.split("-", maxsplit=1)[0], expect="ok", about=about, **header)

    salt = drawn("instance salt", 16)
    for name in ("one", "two"):
        entropy = drawn(f"source {name}", 11)
        root = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=4096).derive(entropy)
        uses = ("lookup", "mailbox", "signing", "state")
        keys = {use: hkdf(root, prefixed(b"holas/1", b"source", use.encode())).hex() for use in uses}
        vector(f"source-{name}", "a source's keys", root, salt=salt.hex(), entropy=entropy.hex(), **keys)
    seed = drawn("identity", 32)
    keys = {use: hkdf(seed, prefixed(b"holas/1", b"identity", use.encode())).hex() for use in ("private", "signing")}
    vector("identity", "a member's keys", seed, **keys)
    secret, info = drawn("derive", 32), drawn("derive info", 25)
    vector("derive", "HKDF-SHA256 without a salt", hkdf(secret, info), secret=secret.hex(), info=info.hex())
    bound = prefixed(b"holas/1", b"document-body", "справа".encode(), b"\x00\xff", b"")
    vector("bind", "a purpose and three parts", bound, purpose="document-body", text="справа", data="00ff", empty="")


# Sizes


def paddings() -> None:
    def vector(name: str, expect: str, about: str, body: bytes, data: bytes = b"hello") -> None:
        write(f"padding-{name}", body, what="padding", expect=expect, about=about, data=data.hex(), minimum="32")

    length = (5).to_bytes(8, "big")
    vector("ok", "ok", "five bytes in 32", length + b"hello" + bytes(19))
    vector("ok-empty", "ok", "nothing in 32", bytes(32), b"")
    long = drawn("padding", 1000)
    # 1,008 bytes: exponent 9, 4 bits kept, 5 free: up to the next multiple of 32.
    vector("ok-padme", "ok", "1,000 bytes in 1,024", (1000).to_bytes(8, "big") + long + bytes(16), long)
    vector("not-zero", "Malformed", "the last byte is not zero", length + b"hello" + bytes(18) + b"\x01")
    vector("too-long", "Malformed", "a length beyond the end", (25).to_bytes(8, "big") + b"hello" + bytes(19))
    vector("huge", "Malformed", "the greatest length", b"\xff" * 8 + b"hello" + bytes(19))
    vector("cut", "Malformed", "cut in the length", length[:7])
    vector("nothing", "Malformed", "no bytes at all", b"")


# Records: the eight entries and the roots that Certificate Transparency implementations have tested with since 2012.

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def records() -> None:
    for count, root in enumerate(ROOTS):
        header = {"what": "record", "expect": "ok", "about": f"the tree of {count} entries", "count": str(count)}
        write(f"record-{count}", bytes.fromhex(root), **header, entries=",".join(ENTRIES[:count]))


if __name__ == "__main__":
    codenames()
    derivations()
    paddings()
    records()
