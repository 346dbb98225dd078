"""Acknowledged means durable: the server is killed at random moments of submissions, and nothing shown is lost."""

import contextlib
import http.client
import os
import secrets
import subprocess
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.plugins.people import Source, evidence, member_of
from tests.plugins.server import HOLAS, DemoServer, StartDemo
from tests.plugins.visitor import Answer

SUBMISSIONS = 200
LONGEST = 0.35  # seconds: a submission with a small file takes about a third of it


@dataclass
class Submission:
    """One source's try: what they gave, and what they saw of it."""

    source: Source
    marker: str
    page: Answer
    content: bytes
    shown: list[str] = field(default_factory=list)

    def send(self) -> None:
        """Send the form; whatever the line does, keep what was shown."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.fill_in()

    def look(self) -> None:
        codename = self.source.codename()
        if codename:
            self.shown.append(codename)

    def insist(self) -> None:
        """What a person does when no answer came: look whether it arrived, and if not send the same form again."""
        self.look()
        if not self.shown:
            self.fill_in()

    def fill_in(self) -> None:
        """Send the form that was opened first, with its own hidden fields."""
        typed: dict[str, str | bool] = {"narrative": f"They came. {self.marker}", "consent_read": True, "seal": "1"}
        self.source.send(self.page, typed, [evidence(f"{self.marker}.bin", self.content)])
        self.look()


def new_submission(server: DemoServer) -> Submission:
    source, marker = Source(server.source), "told-" + secrets.token_hex(8)
    return Submission(source, marker, source.get("/en/testify"), secrets.token_bytes(60_000))


def verify(server: DemoServer, *flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HOLAS, "verify", *flags],
        env={**os.environ, "HOLAS_HOME": str(server.home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.soak
def test_killed_at_random_moments_nothing_shown_is_lost(start_demo: StartDemo, share: float) -> None:
    server = start_demo("--cases", "0")
    told: list[Submission] = []
    lost_answers = 0
    for _ in range(int(SUBMISSIONS * share)):
        submission = new_submission(server)
        sending = threading.Thread(target=submission.send)
        sending.start()
        time.sleep(secrets.randbelow(1000) / 1000 * LONGEST)
        server.kill()
        sending.join()
        server.start()
        lost_answers += not submission.shown
        submission.insist()
        told.append(submission)
    assert lost_answers, "no kill came before an answer: the test proves nothing"

    mended = verify(server, "--mend")
    clean = verify(server)
    assert clean.returncode == 0, (mended.stdout, clean.stdout, clean.stderr)

    member = member_of(server, "intake")
    cases = member.cases()
    assert len(cases) == len(told), "one case for each source, however often the form was sent"
    pages = {case: member.get(case).text for case in cases}
    for submission in told:
        assert len(set(submission.shown)) == 1, "the same session gets the same codename"
        assert Source(server.source).come_back(submission.shown[0]).form_with("message").action
        (case,) = [case for case, page in pages.items() if f"They came. {submission.marker}" in page]
        assert f"{submission.marker}.bin" in pages[case], "the evidence that was sent with it"
