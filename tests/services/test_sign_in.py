"""Signing in unlocks keys, is bounded, tells nothing about names, and leaves two halves that open nothing alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import crypto
from crypto import Identity
from intake import clock
from intake.services import chain, places, sign_in
from intake.services.errors import BadSignIn, NoKey, NotVouched, SignedOut, TooManyTries
from intake.services.instance import Instance
from intake.services.keyring import open_keyring
from intake.services.membership import ROLES, load_membership
from intake.services.sign_in import FREE_TRIES, StaffTicket
from tests.plugins.instances import INSTANCE_ID, ROOT, Staff


class Hands:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def forward(self, **how_far: float) -> None:
        self.time += timedelta(**how_far)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    moved = Hands()
    monkeypatch.setattr(clock, "read", lambda: moved.time)
    return moved


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the costly unlocking by a refusal, and keep what was tried: bounds are counted without it."""
    tried: list[str] = []

    def unlock(_locked: bytes, passphrase: str, _info: bytes) -> bytes:
        tried.append(passphrase)
        raise crypto.NoMatchingKey

    monkeypatch.setattr(crypto, "unlock", unlock)
    return tried


def signed_in(instance: Instance, staff: Staff, name: str = "anna", *, known: bool = False) -> StaffTicket:
    return sign_in.sign_in(instance, name, staff.passphrase(name), known_device=known)


def guess(instance: Instance, name: str = "anna", *, known: bool = False) -> None:
    with pytest.raises(BadSignIn):
        sign_in.sign_in(instance, name, "wrong words", known_device=known)


class TestSession:
    def test_opens_the_keys_of_the_members_roles(self, instance: Instance, staff: Staff) -> None:
        ticket = signed_in(instance, staff)
        keyring = sign_in.resume(instance, ticket.session_id, ticket.secret)
        assert keyring.person.username == "anna"
        assert [role for role in ROLES if keyring.has(role)] == ["intake", "children"]
        public = keyring.membership.role_key("intake")
        assert keyring.role_private("intake", public.epoch).public == public.key
        with pytest.raises(NoKey):
            keyring.role_private("auditor", 1)

    def test_name_and_passphrase_forgive_case_and_spaces(self, instance: Instance, staff: Staff) -> None:
        ticket = sign_in.sign_in(instance, " Anna ", staff.passphrase("anna").upper() + "  ", known_device=False)
        assert sign_in.resume(instance, ticket.session_id, ticket.secret).person.username == "anna"

    def test_neither_half_opens_the_seed(self, instance: Instance, staff: Staff) -> None:
        ticket = signed_in(instance, staff)
        with pytest.raises(SignedOut):
            sign_in.resume(instance, ticket.session_id, bytes(32))
        with instance.database.reading() as uow:
            row = uow.staff_sessions.get(ticket.session_id)
        assert row is not None
        seed = staff.keyring(instance, "anna").identity.seed
        assert seed not in row.sealed_seed
        with pytest.raises(crypto.CryptoError):
            crypto.decrypt(ticket.secret, row.sealed_seed, b"")

    def test_the_halves_of_two_sessions_do_not_fit(self, instance: Instance, staff: Staff) -> None:
        one, other = signed_in(instance, staff), signed_in(instance, staff, "rita")
        with pytest.raises(SignedOut):
            sign_in.resume(instance, one.session_id, other.secret)

    def test_a_row_moved_to_another_member_opens_nothing(self, instance: Instance, staff: Staff) -> None:
        ticket = signed_in(instance, staff, "adam")
        anna = staff.keyring(instance, "anna").person.id
        with instance.database.writing() as uow:
            uow.staff_sessions.change(ticket.session_id, member_id=anna)
            uow.commit()
        with pytest.raises(SignedOut):
            sign_in.resume(instance, ticket.session_id, ticket.secret)

    def test_sign_out_erases_the_row(self, instance: Instance, staff: Staff) -> None:
        ticket = signed_in(instance, staff)
        sign_in.sign_out(instance, ticket.session_id)
        with pytest.raises(SignedOut):
            sign_in.resume(instance, ticket.session_id, ticket.secret)
        with instance.database.reading() as uow:
            assert uow.staff_sessions.count() == 0

    def test_ends_when_idle_and_lives_while_used(self, instance: Instance, staff: Staff, hands: Hands) -> None:
        ticket = signed_in(instance, staff)
        for _ in range(5):
            hands.forward(minutes=20)
            sign_in.resume(instance, ticket.session_id, ticket.secret)
        hands.forward(minutes=30)
        with pytest.raises(SignedOut):
            sign_in.resume(instance, ticket.session_id, ticket.secret)

    def test_reading_page_after_page_does_not_write_each_time(
        self, instance: Instance, staff: Staff, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticket = signed_in(instance, staff)
        writes = []
        monkeypatch.setattr(sign_in, "transact", lambda *_: writes.append(1))
        for _ in range(10):
            hands.forward(seconds=5)
            sign_in.resume(instance, ticket.session_id, ticket.secret)
        assert not writes
        hands.forward(seconds=10)
        sign_in.resume(instance, ticket.session_id, ticket.secret)
        assert len(writes) == 1

    def test_ends_when_the_member_is_removed(self, instance: Instance, staff: Staff) -> None:
        ticket = signed_in(instance, staff, "ilona")
        gone = staff.keyring(instance, "ilona").person.id
        with instance.database.writing() as uow:
            held = uow.statements.find()
            uow.statements.add(chain.follow(held, {"kind": "remove", "member": gone}, INSTANCE_ID, [ROOT]))
            uow.commit()
        with pytest.raises(SignedOut):
            sign_in.resume(instance, ticket.session_id, ticket.secret)
        with pytest.raises(BadSignIn):
            signed_in(instance, staff, "ilona")

    def test_tidying_erases_what_expired(self, instance: Instance, staff: Staff, hands: Hands) -> None:
        signed_in(instance, staff, "adam")
        guess(instance)
        hands.forward(minutes=20)
        kept = signed_in(instance, staff)
        guess(instance, "boris")
        hands.forward(minutes=15)
        with instance.database.writing() as uow:
            sign_in.tidy(uow)
            uow.commit()
        with instance.database.reading() as uow:
            assert [session.id for session in uow.staff_sessions.find()] == [kept.session_id]
            assert uow.sign_in_tries.count() == 1  # anna's own sign-in forgave the guess at her name
        hands.forward(days=1)
        with instance.database.writing() as uow:
            sign_in.tidy(uow)
            assert uow.sign_in_tries.count() == 0


@pytest.mark.usefixtures("hands")
class TestBound:
    @pytest.mark.usefixtures("quick")
    def test_waits_grow_up_to_an_hour(self, instance: Instance, hands: Hands) -> None:
        for _ in range(FREE_TRIES):
            guess(instance)
        waits = []
        for _ in range(9):
            with pytest.raises(TooManyTries) as blocked:
                sign_in.sign_in(instance, "anna", "wrong words", known_device=False)
            waits.append(blocked.value.wait // timedelta(minutes=1))
            hands.forward(seconds=blocked.value.wait.total_seconds())
            guess(instance)
        assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]

    def test_no_work_is_done_while_waiting(self, instance: Instance, quick: list[str]) -> None:
        for _ in range(FREE_TRIES):
            guess(instance)
        with pytest.raises(TooManyTries):
            sign_in.sign_in(instance, "anna", "right words", known_device=False)
        assert len(quick) == FREE_TRIES

    def test_a_stranger_cannot_keep_a_member_out_on_a_known_device(
        self, instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(crypto, "unlock", _refuse)
            for _ in range(FREE_TRIES):
                guess(instance)
        with pytest.raises(TooManyTries):
            signed_in(instance, staff)
        signed_in(instance, staff, known=True)
        signed_in(instance, staff, "boris")

    @pytest.mark.usefixtures("quick")
    def test_a_known_device_is_bounded_too(self, instance: Instance) -> None:
        for _ in range(FREE_TRIES):
            guess(instance, known=True)
        with pytest.raises(TooManyTries):
            sign_in.sign_in(instance, "anna", "wrong words", known_device=True)

    def test_the_right_passphrase_forgives_what_was_wrong(self, instance: Instance, staff: Staff) -> None:
        for _ in range(2):
            for _ in range(FREE_TRIES - 1):
                guess(instance)
            signed_in(instance, staff)

    @pytest.mark.usefixtures("quick")
    def test_old_mistakes_are_forgotten(self, instance: Instance, hands: Hands) -> None:
        for _ in range(FREE_TRIES + 1):
            guess(instance)
            hands.forward(minutes=3)
        hands.forward(days=1)
        for _ in range(FREE_TRIES):
            guess(instance)

    def test_a_try_counts_before_it_is_made(self, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tries side by side: the sixth begins while none of the five before has ended."""
        inside: list[type[Exception]] = []

        def unlock(*_: object) -> bytes:
            try:
                sign_in.sign_in(instance, "anna", "again", known_device=False)
            except (BadSignIn, TooManyTries) as error:
                inside.append(type(error))
            raise crypto.NoMatchingKey

        monkeypatch.setattr(crypto, "unlock", unlock)
        guess(instance)
        assert inside == [TooManyTries, *[BadSignIn] * (FREE_TRIES - 1)]


def _refuse(*_: object) -> bytes:
    raise crypto.NoMatchingKey


@pytest.mark.usefixtures("hands")
class TestUnknownNames:
    @pytest.mark.usefixtures("quick")
    def test_get_the_same_answers_and_waits(self, instance: Instance) -> None:
        for name in ("anna", "nobody", "", "\N{SNOWMAN}" * 500):
            answers = []
            for _ in range(FREE_TRIES + 1):
                try:
                    sign_in.sign_in(instance, name, "wrong", known_device=False)
                except (BadSignIn, TooManyTries) as error:
                    answers.append((error.code, str(error), getattr(error, "wait", None)))
            assert answers == [("bad-sign-in", "", None)] * FREE_TRIES + [
                ("too-many-tries", "too-many-tries", timedelta(minutes=1))
            ]

    def test_cost_the_same_derivation(self, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
        """Both unlock once, with the same Argon2id parameters (tag, memory, passes, lanes: the first 16 bytes)."""
        seen: list[bytes] = []

        def note(locked: bytes, *_: object) -> bytes:
            seen.append(locked[:16])
            return _refuse()

        monkeypatch.setattr(crypto, "unlock", note)
        guess(instance, "anna")
        guess(instance, "nobody")
        assert len(seen) == 2
        assert seen[0] == seen[1]

    def test_no_passphrase_opens_the_decoy(self, instance: Instance, staff: Staff) -> None:
        with pytest.raises(BadSignIn):
            sign_in.sign_in(instance, "nobody", staff.passphrase("anna"), known_device=False)


class TestKeyring:
    def test_a_planted_role_key_is_left_out(self, instance: Instance, staff: Staff) -> None:
        """Whoever writes the database seals a role key of their own making to a member."""
        rita = staff.keyring(instance, "rita").person
        with instance.database.writing() as uow:
            planted = crypto.PrivateKey.generate()
            place = places.role_key("intake", 1, rita.id)
            row = uow.role_keys.find(role="intake")[0]
            sealed = crypto.seal(rita.kem, planted.seed, place)
            uow.role_keys.add(replace(row, member_id=rita.id, sealed=sealed))
            uow.commit()
        assert not staff.keyring(instance, "rita").has("intake")

    def test_another_members_role_key_does_not_open(self, instance: Instance, staff: Staff) -> None:
        anna, adam = staff.keyring(instance, "anna").person, staff.keyring(instance, "adam").person
        with instance.database.writing() as uow:
            row = uow.role_keys.get("intake", 1, anna.id)
            assert row is not None
            uow.role_keys.add(replace(row, member_id=adam.id))
            uow.commit()
        assert not staff.keyring(instance, "adam").has("intake")

    def test_a_true_role_key_without_the_role_is_left_out(self, instance: Instance, staff: Staff) -> None:
        anna, adam = staff.keyring(instance, "anna"), staff.keyring(instance, "adam").person
        place = places.role_key("intake", 1, adam.id)
        sealed = crypto.seal(adam.kem, anna.role_private("intake", 1).seed, place)
        with instance.database.writing() as uow:
            row = uow.role_keys.get("intake", 1, anna.person.id)
            assert row is not None
            uow.role_keys.add(replace(row, member_id=adam.id, sealed=sealed))
            uow.commit()
        assert not staff.keyring(instance, "adam").has("intake")

    def test_a_foreign_identity_is_not_vouched_for(self, instance: Instance, staff: Staff) -> None:
        anna = staff.keyring(instance, "anna").person
        with instance.database.reading() as uow:
            membership = load_membership(uow, instance.settings)
            with pytest.raises(NotVouched):
                open_keyring(uow, membership, anna.id, Identity.generate())

    def test_shows_no_secret(self, instance: Instance, staff: Staff) -> None:
        keyring = staff.keyring(instance, "anna")
        assert keyring.identity.seed.hex() not in repr(keyring)
        assert "seed" not in repr(keyring)
        assert "secret" not in repr(StaffTicket("id", b"secret"))
