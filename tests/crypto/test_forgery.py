"""What someone who can write the database, and knows every public key, may try with whole pieces."""

import pytest

import crypto

CASE, OTHER_CASE = crypto.PrivateKey.generate(), crypto.PrivateKey.generate()
MAILBOX = crypto.PrivateKey.generate()
MEMBER = crypto.Identity.generate()
FORGER = crypto.Identity.generate()


class Sealed:
    """A document as the services keep it: a key sealed to the case, a signed header and a body under it."""

    def __init__(self, case_id: str, document_id: str, body: bytes, case: crypto.PrivateKey = CASE) -> None:
        key = crypto.generate_key()
        self.key = crypto.seal(case.public, key, crypto.bind("document-key", case_id, document_id, "case"))
        place = crypto.bind("document-header", case_id, document_id)
        self.header = crypto.encrypt(key, crypto.sign(MEMBER.signing, b"{}", place), place)
        self.body = crypto.encrypt(key, body, crypto.bind("document-body", case_id, document_id))

    def open(self, case_id: str, document_id: str, case: crypto.PrivateKey = CASE) -> bytes:
        key = crypto.unseal(case, self.key, crypto.bind("document-key", case_id, document_id, "case"))
        place = crypto.bind("document-header", case_id, document_id)
        crypto.check_signed(crypto.decrypt(key, self.header, place), place)
        return crypto.decrypt(key, self.body, crypto.bind("document-body", case_id, document_id))


def test_a_document_opens_in_its_place() -> None:
    assert Sealed("a", "1", b"mine").open("a", "1") == b"mine"


def test_two_documents_swapped() -> None:
    one, two = Sealed("a", "1", b"one"), Sealed("a", "2", b"two")
    with pytest.raises(crypto.NoMatchingKey):
        one.open("a", "2")
    with pytest.raises(crypto.NoMatchingKey):
        two.open("a", "1")


@pytest.mark.parametrize("part", ["header", "body", "key"])
def test_parts_of_two_documents_swapped(part: str) -> None:
    one, two = Sealed("a", "1", b"one"), Sealed("a", "2", b"two")
    setattr(one, part, getattr(two, part))
    with pytest.raises(crypto.NoMatchingKey):
        one.open("a", "1")


@pytest.mark.parametrize("part", ["header", "body"])
def test_header_used_as_body_and_the_other_way_round(part: str) -> None:
    one = Sealed("a", "1", b"one")
    setattr(one, part, one.body if part == "header" else one.header)
    with pytest.raises(crypto.NoMatchingKey):
        one.open("a", "1")


def test_a_document_moved_to_another_case() -> None:
    moved = Sealed("a", "1", b"one")
    for case in (CASE, OTHER_CASE):
        with pytest.raises(crypto.NoMatchingKey):
            moved.open("b", "1", case)


def test_a_document_key_given_on_to_another_case_does_not_bring_the_body_along() -> None:
    # A reviewer of one case may know its document key and the other case's public key.
    one = Sealed("a", "1", b"one")
    key = crypto.unseal(CASE, one.key, crypto.bind("document-key", "a", "1", "case"))
    one.key = crypto.seal(OTHER_CASE.public, key, crypto.bind("document-key", "b", "1", "case"))
    with pytest.raises(crypto.NoMatchingKey):
        one.open("b", "1", OTHER_CASE)


def test_a_grant_for_another_holder() -> None:
    grant = crypto.seal(MEMBER.private.public, CASE.seed, crypto.bind("grant", "a", "case", "member-1"))
    for place in (("a", "case", "member-2"), ("b", "case", "member-1"), ("a", "card", "member-1")):
        with pytest.raises(crypto.NoMatchingKey):
            crypto.unseal(MEMBER.private, grant, crypto.bind("grant", *place))


def test_an_older_revision_rolled_back() -> None:
    key = crypto.generate_key()
    older = crypto.encrypt(key, b"first", crypto.bind("statistics", "a", "1"))
    with pytest.raises(crypto.NoMatchingKey):
        crypto.decrypt(key, older, crypto.bind("statistics", "a", "2"))


def test_an_older_consent_presented_as_newer() -> None:
    older = crypto.sign(MEMBER.signing, b"yes to all", crypto.bind("consent", "a", "1", "intake"))
    with pytest.raises(crypto.Tampered):
        crypto.check_signed(older, crypto.bind("consent", "a", "2", "intake"))


def reply(signer: crypto.SigningKey, case_id: str, body: bytes) -> bytes:
    place = crypto.bind("document-body", case_id, "reply")
    return crypto.seal(MAILBOX.public, crypto.sign(signer, body, place), place)


def read(sealed: bytes, case_id: str) -> crypto.Signed:
    place = crypto.bind("document-body", case_id, "reply")
    return crypto.check_signed(crypto.unseal(MAILBOX, sealed, place), place)


def test_a_reply_names_its_writer() -> None:
    assert read(reply(MEMBER.signing, "a", b"We read it."), "a").signer == MEMBER.signing.public


def test_a_forged_reply_names_the_forger() -> None:
    # Anyone can seal to the mailbox; whether this signer may speak is for the membership chain.
    assert read(reply(FORGER.signing, "a", b"Call this number."), "a").signer != MEMBER.signing.public


def test_a_forged_reply_under_a_members_name() -> None:
    place = crypto.bind("document-body", "a", "reply")
    signature = crypto.detached(FORGER.signing, b"Call this number.", place)
    forged = crypto.seal(MAILBOX.public, MEMBER.signing.public + signature + b"Call this number.", place)
    with pytest.raises(crypto.Tampered):
        read(forged, "a")


def test_a_members_reply_with_other_words() -> None:
    place = crypto.bind("document-body", "a", "reply")
    said = crypto.sign(MEMBER.signing, b"We read it.", place)
    forged = crypto.seal(MAILBOX.public, said[:96] + b"Call this number.", place)
    with pytest.raises(crypto.Tampered):
        read(forged, "a")


def test_a_members_reply_taken_from_another_case_and_sealed_anew() -> None:
    said = crypto.sign(MEMBER.signing, b"We read it.", crypto.bind("document-body", "b", "reply"))
    with pytest.raises(crypto.Tampered):
        read(crypto.seal(MAILBOX.public, said, crypto.bind("document-body", "a", "reply")), "a")


def test_a_grant_that_holds_another_case_key_does_not_regenerate_the_public_key() -> None:
    planted = crypto.seal(MEMBER.private.public, FORGER.seed, crypto.bind("grant", "a", "case", "member-1"))
    opened = crypto.unseal(MEMBER.private, planted, crypto.bind("grant", "a", "case", "member-1"))
    assert crypto.PrivateKey(opened).public != CASE.public
