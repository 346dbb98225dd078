"""Files of a release: drafts that say so before two auditors published it, afterwards the bytes that were stored."""

import json
from dataclasses import replace

import pytest

import crypto
from intake.domain.draw import Draw
from intake.domain.quotations import Printed
from intake.services import handing_out, publishing, quotations, release
from intake.services.errors import NoKey, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.package import contents
from intake.services.quotations import Given
from intake.services.release import ReleaseView
from intake.services.release_files import DOCX, JSON, as_docx, makers, named
from tests.plugins.drawing import add_drawn
from tests.plugins.instances import ROOT, Staff
from tests.plugins.reports import mini_package

WORDS = {"en": "About these numbers."}


@pytest.fixture
def alena(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "alena")


@pytest.fixture
def drawn(instance: Instance, alena: Keyring) -> Draw:
    return add_drawn(instance, alena)


def _view(instance: Instance, keyring: Keyring, drawn: Draw) -> ReleaseView:
    return release.get(instance, keyring, drawn.release)


@pytest.fixture
def published(instance: Instance, staff: Staff, alena: Keyring, drawn: Draw) -> ReleaseView:
    publishing.propose(instance, alena, drawn.release, (), WORDS)
    digest = publishing.proposed(instance, alena, drawn.release).proposal.digest
    publishing.publish(instance, staff.keyring(instance, "artur"), drawn.release, digest)
    return _view(instance, alena, drawn)


def test_what_is_not_published_is_a_draft_without_package(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    view = _view(instance, alena, drawn)
    said = json.loads(handing_out.one_file(instance, alena, view, JSON))
    assert (said["state"], said["forewords"]) == ("draft", {})
    with pytest.raises(NotFound):
        handing_out.everything(instance, alena, view)
    publishing.propose(instance, alena, drawn.release, (), WORDS)
    said = json.loads(handing_out.one_file(instance, alena, _view(instance, alena, drawn), JSON))
    assert (said["state"], said["forewords"]) == ("draft", WORDS)


def test_what_is_published_is_what_was_stored(instance: Instance, alena: Keyring, published: ReleaseView) -> None:
    assert published.package is not None
    every = contents(published.package, ROOT.public)
    report = handing_out.report(instance, alena, published)
    assert (report.draw, report.forewords) == (published.draw, WORDS)
    assert handing_out.everything(instance, alena, published) == published.package
    for path in makers(report):
        assert handing_out.one_file(instance, alena, published, path) == every[path]


def test_a_document_without_quotations_is_the_signed_one(
    instance: Instance, alena: Keyring, published: ReleaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = contents(published.package or b"", ROOT.public)[named(DOCX, "be")]
    assert handing_out.document(instance, alena, published, "be") == signed
    quoted = Printed("They came.", "en")
    monkeypatch.setattr(quotations, "given", lambda *_given: Given((quoted,), 0))
    report = handing_out.report(instance, alena, published)
    assert handing_out.document(instance, alena, published, "be") == as_docx(report, "be", (quoted,)) != signed


def test_a_package_of_another_release_is_not_handed_out(
    instance: Instance, alena: Keyring, published: ReleaseView
) -> None:
    """Signed by the same instance, put in its place by somebody who writes to the database."""
    other = mini_package(instance, alena)
    transact(instance.database, lambda uow: uow.releases.change(published.id, package=other))
    with pytest.raises(crypto.CryptoError):
        handing_out.everything(instance, alena, replace(published, package=other))


def test_what_has_no_numbers_has_no_files(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    view = replace(_view(instance, alena, drawn), draw=None)
    with pytest.raises(NotFound):
        handing_out.one_file(instance, alena, view, JSON)


def test_nobody_but_auditors(instance: Instance, staff: Staff, published: ReleaseView) -> None:
    for who in ("anna", "rita", "kira", "adam"):
        for hand_out in (handing_out.report, handing_out.everything):
            with pytest.raises(NoKey):
                hand_out(instance, staff.keyring(instance, who), published)
