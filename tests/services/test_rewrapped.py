"""Opening many re-wrapped grants: each in its own place, and with each key looked up once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import crypto
from intake.domain.entities import Grant, GrantKind
from intake.services.grant_keys import GrantKeys, NoGrantKey
from intake.services.grants import rewrap, role_holder
from intake.services.rewrapped import Rewrapped

ONE, OTHER = "a1" * 16, "b2" * 16
HOLDERS = {role_holder("auditor", epoch): crypto.generate_key() for epoch in (1, 2)}
FIRST, SECOND = HOLDERS


@pytest.fixture
def keys(tmp_path: Path) -> GrantKeys:
    found = GrantKeys(tmp_path / "grants.json")
    found.add()
    return found


def kept(keys: GrantKeys, case_id: str = ONE, holder: str = FIRST, kind: GrantKind = GrantKind.STATISTICS) -> Grant:
    content = f"{case_id} {holder}".encode()
    return rewrap(keys, Grant(case_id, kind, holder, b"", ""), HOLDERS[holder], content)


def open_all(keys: GrantKeys, *grants: Grant, key_of: Callable[[str], bytes] = HOLDERS.__getitem__) -> list[bytes]:
    opener = Rewrapped(keys, GrantKind.STATISTICS, key_of)
    return [opener.open(one.case_id, one.holder, one.sealed, one.outer_key) for one in grants]


def test_opens_the_grants_of_several_cases_holders_and_outer_keys(keys: GrantKeys) -> None:
    grants = [kept(keys), kept(keys, OTHER), kept(keys, holder=SECOND)]
    keys.add()
    grants.append(kept(keys, OTHER, SECOND))
    contents = [f"{case_id} {holder}".encode() for holder in (FIRST, SECOND) for case_id in (ONE, OTHER)]
    assert open_all(keys, *grants) == contents


def test_asks_for_each_key_once(keys: GrantKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, found = list[str](), keys.key
    grants = [kept(keys), kept(keys, OTHER), kept(keys)]

    def outer(_: GrantKeys, name: str) -> bytes:
        asked.append(name)
        return found(name)

    def inner(holder: str) -> bytes:
        asked.append(holder)
        return HOLDERS[holder]

    monkeypatch.setattr(GrantKeys, "key", outer)
    open_all(keys, *grants, key_of=inner)
    assert sorted(asked) == sorted([keys.names()[0], FIRST])


@pytest.mark.parametrize("field", ["case_id", "holder", "kind"])
def test_refuses_what_lay_in_another_place(keys: GrantKeys, field: str) -> None:
    moved = {
        "case_id": replace(kept(keys, OTHER), case_id=ONE),
        "holder": replace(kept(keys, holder=SECOND), holder=kept(keys).holder),
        "kind": kept(keys, kind=GrantKind.CARD),
    }[field]
    with pytest.raises(crypto.NoMatchingKey):
        open_all(keys, kept(keys), moved)


def test_refuses_another_holders_key_and_changed_bytes(keys: GrantKeys) -> None:
    with pytest.raises(crypto.NoMatchingKey):
        open_all(keys, kept(keys), key_of=lambda _: HOLDERS[SECOND])
    whole = kept(keys)
    with pytest.raises(crypto.Tampered):
        open_all(keys, replace(whole, sealed=whole.sealed[:-1] + bytes([whole.sealed[-1] ^ 1])))


def test_opens_nothing_once_the_outer_key_is_gone(keys: GrantKeys) -> None:
    old = kept(keys)
    keys.keep_only(keys.add())
    with pytest.raises(NoGrantKey):
        open_all(keys, old)
