"""A source and a member of staff at work over plain HTTP, as fast as a test wants.

source = Source(server.source)
source.testify("They came at night.", [evidence("a.jpg", b"...")])
codename = source.codename()
"""

from collections.abc import Iterable, Sequence

from tests.plugins.server import DemoServer
from tests.plugins.visitor import Answer, File, Visitor


def evidence(name: str, content: bytes | Iterable[bytes], size: int | None = None) -> File:
    """Return a file for the form's field of evidence."""
    return File("attachments", name, content, size=size)


class Source(Visitor):
    """Somebody who tells a testimony."""

    def testify(self, narrative: str, files: Sequence[File] = (), **typed: str | bool) -> Answer:
        """Seal a testimony in one go."""
        given = {"narrative": narrative, "consent_read": True, "seal": "1", **typed}
        return self.send(self.get("/en/testify"), given, files)

    def codename(self) -> str | None:
        """Return the codename that the session still shows, or None."""
        shown = self.get("/en/sealed").read().texts
        return " ".join(shown["codename"].split()) if "codename" in shown else None

    def come_back(self, codename: str) -> Answer:
        """Enter a codename and return the mailbox page."""
        return self.send(self.get("/en/return"), {"codename": codename})


class Member(Visitor):
    """Somebody of the staff."""

    def sign_in(self, username: str, passphrase: str) -> "Member":
        answer = self.send(self.get("/sign-in"), {"username": username, "passphrase": passphrase})
        assert "/sign-in" not in answer.url, f"signing in failed with {answer.status}"
        return self

    def cases(self) -> list[str]:
        """Return the address of every case in the queue, page after page."""
        found: dict[str, None] = {}
        for number in range(1, 1000):
            page = dict.fromkeys(self.get(f"/queue?page={number}").links("/case/"))
            if not page.keys() - found.keys():
                break
            found.update(page)
        return list(found)


def member_of(server: DemoServer, role: str) -> Member:
    """Sign in as the first of a role."""
    who = server.sign_in_as(role)
    return Member(server.staff).sign_in(who.username, who.passphrase)
