"""Cases open for who holds a key and for nobody else, whatever the database says."""

from collections.abc import Callable

import pytest

import crypto
from crypto import Identity, PrivateKey, PublicKey
from intake import clock
from intake.domain.consent import Statement, Use
from intake.domain.documents import Kind
from intake.domain.entities import Blob, Box, GrantKind
from intake.domain.review import Part, State
from intake.services import assignment, consents, documents, grants, holding, places, record, review
from intake.services.consents import CASE_HOLDER
from intake.services.documents import Target
from intake.services.errors import ConsentMissing, NoKey, NotAllowedNow, NotFound, NotVouched, RolledBack
from intake.services.instance import Instance
from intake.services.membership import load_membership
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

OUTSIDERS = ["rita", "kira", "alena", "ilona", "adam"]


def member_id(staff: Staff, instance: Instance, username: str) -> str:
    return staff.keyring(instance, username).person.id


def test_the_circle_reads_a_case_whole(instance: Instance, staff: Staff, testify: Testify) -> None:
    picture = crypto.token(70_000)
    told = testify("Мяне білі.", files={"a.jpg": picture}, where="Zarechny", urgent="1", consent_quote="y")
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    assert (view.testimony.narrative, view.testimony.first.where, view.urgent) == ("Мяне білі.", "Zarechny", True)
    assert {use for use, on in view.consents.items() if on} == {Use.READ, Use.QUOTE}
    (piece,) = view.pieces
    opened = review.read_document(instance, staff.keyring(instance, "boris"), told.case_id, piece.id)
    assert b"".join(opened.stream(0, opened.size)) == picture
    assert b"".join(opened.stream(65_000, 100)) == picture[65_000:65_100]


def test_a_text_reads_as_bytes_and_as_text(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, told.case_id, "Дзякуй вам.")
    (said,) = review.open_case(instance, anna, told.case_id).conversation
    opened = review.read_document(instance, anna, told.case_id, said.id, note=False)
    assert opened.text() == "Дзякуй вам."
    assert b"".join(opened.stream(2, 4)) == "Дзякуй вам.".encode()[2:6]


@pytest.mark.parametrize("username", OUTSIDERS)
def test_without_a_grant_there_is_no_key(instance: Instance, staff: Staff, testify: Testify, username: str) -> None:
    told = testify()
    keyring = staff.keyring(instance, username)
    with pytest.raises(NoKey):
        review.open_case(instance, keyring, told.case_id)
    with instance.database.reading() as uow:
        held = uow.grants.find(case_id=told.case_id, kind=[GrantKind.CASE, GrantKind.CARD])
        copies = uow.consents.find(case_id=told.case_id, holder=CASE_HOLDER)
        sent = uow.documents.find(case_id=told.case_id)
    keys = [keyring.identity.private, *keyring.role_keys.values()]
    for key in keys:
        for grant in held:
            with pytest.raises(crypto.CryptoError):
                grants.open_grant(instance.grant_keys, grant, key)
        for document in sent:
            with pytest.raises(crypto.CryptoError):
                documents.open_header(document, key)
        for copy in copies:
            with pytest.raises(crypto.CryptoError):
                consents.open_statements([copy], key, b"", keyring.membership)


def test_an_assigned_reviewer_opens_that_case_only(instance: Instance, staff: Staff, testify: Testify) -> None:
    given, other = testify(), testify()
    anna = staff.keyring(instance, "anna")
    assignment.assign(instance, anna, given.case_id, member_id(staff, instance, "rita"))
    assignment.assign(instance, anna, given.case_id, member_id(staff, instance, "rita"))
    rita = staff.keyring(instance, "rita")
    view = review.open_case(instance, rita, given.case_id)
    assert [person.username for person in view.assigned] == ["rita"]
    assert (view.parts, view.state) == (frozenset({Part.CODER}), State.TRIAGED)
    with pytest.raises(NoKey):
        review.open_case(instance, rita, other.case_id)
    with pytest.raises(NotAllowedNow):
        assignment.assign(instance, rita, given.case_id, member_id(staff, instance, "ruslan"))


def test_taking_a_case_away_takes_the_key_away(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    anna, rita_id = staff.keyring(instance, "anna"), member_id(staff, instance, "rita")
    assignment.assign(instance, anna, told.case_id, rita_id)
    assignment.take_back(instance, anna, told.case_id, rita_id)
    with pytest.raises(NoKey):
        review.open_case(instance, staff.keyring(instance, "rita"), told.case_id)


@pytest.mark.parametrize("username", ["alena", "adam", "ilona", "kira"])
def test_a_case_is_assigned_to_reviewers_only(
    instance: Instance, staff: Staff, testify: Testify, username: str
) -> None:
    told = testify()
    with pytest.raises(NotVouched):
        assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, member_id(staff, instance, username))


def test_a_case_about_a_minor_is_for_the_role_children(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(age_band="under_18", consent_statistics="y", consent_media="y")
    with instance.database.reading() as uow:
        held = uow.grants.find(case_id=told.case_id, kind=[GrantKind.CASE, GrantKind.CARD])
        assert {grant.holder for grant in held} == {"role:children:1"}
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    assert {use for use, on in view.consents.items() if on} == {Use.READ}


def test_unknown_cases_and_documents_are_not_found(instance: Instance, staff: Staff, testify: Testify) -> None:
    anna = staff.keyring(instance, "anna")
    with pytest.raises(NotFound):
        review.open_case(instance, anna, "0" * 32)
    with pytest.raises(NotFound):
        review.read_document(instance, anna, testify().case_id, "0" * 32)


def test_who_may_not_write_does_not_reply(instance: Instance, staff: Staff, testify: Testify) -> None:
    with pytest.raises(NotVouched):
        review.reply(instance, staff.keyring(instance, "alena"), testify().case_id, "hello")


def test_reading_stops_when_the_source_turns_it_off(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    keys = visit(told.codename).keys
    with instance.database.writing() as uow:
        membership = load_membership(uow, instance.settings)
        case_key = PublicKey(uow.case_keys.find(case_id=told.case_id)[0].public_key)
        statement = Statement(2, {Use.READ: False})
        for copy in consents.seal_statement(statement, told.case_id, case_key, keys.signing, membership):
            uow.consents.add(copy)
        uow.commit()
    with pytest.raises(ConsentMissing) as refused:
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    assert refused.value.use == Use.READ


Attack = Callable[[Instance, str, str], None]


def _drop_first_consent(instance: Instance, case_id: str, _other: str) -> None:
    with instance.database.writing() as uow:
        uow.consents.delete(case_id=case_id, number=1)
        uow.commit()


def _forge_consent(instance: Instance, case_id: str, _other: str) -> None:
    stranger = Identity.generate().signing
    with instance.database.writing() as uow:
        membership = load_membership(uow, instance.settings)
        case_key = PublicKey(uow.case_keys.find(case_id=case_id)[0].public_key)
        for copy in consents.seal_statement(Statement(2, {Use.MEDIA: True}), case_id, case_key, stranger, membership):
            uow.consents.add(copy)
        uow.commit()


def _swap_case_keys(instance: Instance, case_id: str, other: str) -> None:
    with instance.database.writing() as uow:
        theirs = uow.case_keys.find(case_id=other)[0]
        uow.case_keys.change(case_id, mailbox_key=theirs.mailbox_key)
        uow.commit()


def _plant_case_key(instance: Instance, case_id: str, _other: str) -> None:
    """Grant the circle a case key of the attacker's own: from then on staff would write to the attacker."""
    mine = PrivateKey.generate()
    with instance.database.writing() as uow:
        role = load_membership(uow, instance.settings).role_key("intake")
        uow.case_keys.change(case_id, public_key=mine.public.raw)
        uow.grants.delete(case_id=case_id, kind=GrantKind.CASE)
        holder = grants.role_holder("intake", 1)
        uow.grants.add(grants.seal_grant(instance.grant_keys, case_id, GrantKind.CASE, holder, role.key, mine.seed))
        (first,) = uow.consents.find(case_id=case_id, number=1, holder=CASE_HOLDER)
        signed = crypto.sign(Identity.generate().signing, b"{}", places.consent_statement(case_id, 1))
        place = places.consent(case_id, 1, CASE_HOLDER)
        sealed = crypto.seal(mine.public, crypto.pad(signed, 512), place)
        uow.consents.change(first.case_id, first.number, first.holder, sealed=sealed)
        uow.commit()


def _swap_grant(instance: Instance, case_id: str, other: str) -> None:
    with instance.database.writing() as uow:
        (theirs,) = uow.grants.find(case_id=other, kind=GrantKind.CASE)
        uow.grants.change(case_id, GrantKind.CASE, theirs.holder, sealed=theirs.sealed)
        uow.commit()


def _add_document(instance: Instance, case_id: str, _other: str) -> None:
    """The case public key is open: anyone can seal to it, but not sign as the source."""
    with instance.database.writing() as uow:
        case_key = PublicKey(uow.case_keys.find(case_id=case_id)[0].public_key)
        target = Target(case_id, Box.CASE, case_key, Identity.generate().signing)
        uow.documents.add(documents.seal_text(target, 3, Kind.MESSAGE, "I take it all back."))
        uow.commit()


def _swap_documents(instance: Instance, case_id: str, _other: str) -> None:
    with instance.database.writing() as uow:
        first, second = uow.documents.find(case_id=case_id, order="number")
        uow.documents.change(first.id, sealed_header=second.sealed_header, sealed_key=second.sealed_key)
        uow.documents.change(second.id, sealed_header=first.sealed_header, sealed_key=first.sealed_key)
        uow.commit()


def _move_document(instance: Instance, case_id: str, other: str) -> None:
    with instance.database.writing() as uow:
        theirs = uow.documents.find(case_id=other, order="-number", limit=1)[0]
        uow.documents.change(theirs.id, case_id=case_id, number=3)
        uow.commit()


def _renumber_document(instance: Instance, case_id: str, _other: str) -> None:
    with instance.database.writing() as uow:
        last = uow.documents.find(case_id=case_id, order="-number", limit=1)[0]
        uow.documents.change(last.id, number=last.number + 1)
        uow.commit()


def _flip_header(instance: Instance, case_id: str, _other: str) -> None:
    with instance.database.writing() as uow:
        first = uow.documents.find(case_id=case_id, order="number", limit=1)[0]
        changed = first.sealed_header[:-1] + bytes([first.sealed_header[-1] ^ 1])
        uow.documents.change(first.id, sealed_header=changed)
        uow.commit()


@pytest.mark.parametrize(
    "attack",
    [
        _drop_first_consent,
        _forge_consent,
        _swap_case_keys,
        _plant_case_key,
        _swap_grant,
        _add_document,
        _swap_documents,
        _move_document,
        _renumber_document,
        _flip_header,
    ],
)
def test_what_a_database_writer_does_is_refused(
    instance: Instance, staff: Staff, testify: Testify, attack: Attack
) -> None:
    told, other = testify(files={"a.jpg": b"a"}), testify(files={"b.jpg": b"b"})
    anna = staff.keyring(instance, "anna")
    review.open_case(instance, anna, told.case_id)
    attack(instance, told.case_id, other.case_id)
    with pytest.raises((crypto.CryptoError, NotVouched)):
        review.open_case(instance, anna, told.case_id)


def test_a_deleted_document_is_missed(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(files={"a.jpg": b"a", "b.jpg": b"b"})
    with instance.database.writing() as uow:
        second = uow.documents.find(case_id=told.case_id, number=2)[0]
        uow.documents.delete(id=second.id)
        uow.commit()
    with pytest.raises(RolledBack):
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)


def test_swapped_blobs_are_refused_when_read(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(files={"a.jpg": b"a" * 9000, "b.jpg": b"b" * 9000})
    with instance.database.writing() as uow:
        first, second = uow.documents.find(case_id=told.case_id, number=[2, 3], order="number")
        uow.blobs.add(Blob("0" * 32, 1, clock.today()))
        uow.documents.change(second.id, blob_name="0" * 32)
        uow.documents.change(first.id, blob_name=second.blob_name)
        uow.commit()
    anna = staff.keyring(instance, "anna")
    opened = review.read_document(instance, anna, told.case_id, first.id)
    with pytest.raises(crypto.NoMatchingKey):
        list(opened.stream(0, opened.size))


def test_a_body_under_the_right_key_that_the_header_does_not_describe_is_refused(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told = testify()
    anna = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        grant = uow.grants.find(case_id=told.case_id, kind=GrantKind.CASE)[0]
        document = uow.documents.find(case_id=told.case_id)[0]
    case_key = PrivateKey(grants.open_grant(instance.grant_keys, grant, anna.role_private("intake", 1)))
    opened = documents.open_header(document, case_key)
    body = crypto.encrypt(opened.key, b"x" * 4096, places.document_body(told.case_id, document.id))
    with instance.database.writing() as uow:
        uow.documents.change(document.id, body=body)
        uow.commit()
    with pytest.raises(crypto.Tampered):
        review.open_case(instance, anna, told.case_id)


def test_every_deed_stands_on_the_record(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(files={"a.jpg": b"a"})
    anna, rita_id = staff.keyring(instance, "anna"), member_id(staff, instance, "rita")
    piece = review.open_case(instance, anna, told.case_id).pieces[0]
    review.read_document(instance, anna, told.case_id, piece.id)
    review.read_document(instance, anna, told.case_id, piece.id, note=False)
    assignment.assign(instance, anna, told.case_id, rita_id)
    review.reply(instance, staff.keyring(instance, "rita"), told.case_id, "Thank you.")
    assignment.take_back(instance, anna, told.case_id, rita_id)
    holding.close(instance, anna, told.case_id, "Nothing more to do.")
    with instance.database.reading() as uow:
        deeds = record.entries(uow, anna)
    assert [(one.action, one.member) for one in reversed(deeds)] == [
        ("open", "anna"),
        ("read-document", "anna"),
        ("assign", "anna"),
        ("reply", "rita"),
        ("unassign", "anna"),
        ("close", "anna"),
    ]
    assert {one.subject for one in deeds} == {told.case_id}
