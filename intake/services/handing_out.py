"""A release as files, as far as it is: those that were signed once it is published, drafts that say so before."""

from intake.domain.report import Report
from intake.services import publishing, quotations
from intake.services.errors import NotFound
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.package import contents
from intake.services.release import ReleaseView
from intake.services.release_files import DOCX, as_docx, makers, named
from intake.services.release_states import ReleaseState


def report(instance: Instance, keyring: Keyring, view: ReleaseView) -> Report:
    """Return a release as it is published, as it was drafted, or its numbers alone.

    Raises `NotFound` for one without numbers, and as `publishing.published` and `publishing.proposed`.
    """
    if view.draw is None:
        raise NotFound
    if view.state is ReleaseState.PUBLISHED:
        return publishing.published(instance, keyring, view.id)
    if view.state is ReleaseState.PROPOSED:
        return Report.of(view.draw, publishing.proposed(instance, keyring, view.id).proposal, None)
    return Report.draft(view.draw)


def one_file(instance: Instance, keyring: Keyring, view: ReleaseView, path: str) -> bytes:
    """Return one file (`release_files.makers`): of what is published as it was signed. Raises as `report`."""
    found = report(instance, keyring, view)
    if view.package is None:
        return makers(found)[path]()
    return contents(view.package, instance.settings.root_key)[path]


def everything(instance: Instance, keyring: Keyring, view: ReleaseView) -> bytes:
    """Return the package, once it is found to be what was signed. Raises `NotFound` before there is one."""
    if view.package is None:
        raise NotFound
    report(instance, keyring, view)
    return view.package


def document(instance: Instance, keyring: Keyring, view: ReleaseView, language: str) -> bytes:
    """Return the document with the quotations that may be printed now; without any, as it was signed."""
    quoted = tuple(quotations.given(instance, keyring).printed)
    if not quoted:
        return one_file(instance, keyring, view, named(DOCX, language))
    return as_docx(report(instance, keyring, view), language, quoted)
