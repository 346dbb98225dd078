"""Every place where a ciphertext may lie, as the binding that goes into its seal.

Nothing is sealed outside these. A piece moved to another case, document, holder or purpose does not open.
"""

import hashlib
from collections.abc import Callable

import crypto


def case_id(source_key: bytes, mailbox_key: bytes) -> str:
    """Return the case id that these two keys certify: 32 hex digits."""
    return hashlib.sha256(crypto.bind("case-id", source_key, mailbox_key)).hexdigest()[:32]


def document_key(case_id: str, document_id: str, box: str) -> bytes:
    """Bind a document's key to its case, document and reader."""
    return crypto.bind("document-key", case_id, document_id, box)


def document_header(case_id: str, document_id: str) -> bytes:
    """Bind a sealed header, and the signature inside it."""
    return crypto.bind("document-header", case_id, document_id)


def document_body(case_id: str, document_id: str) -> bytes:
    """Bind a body's stream."""
    return crypto.bind("document-body", case_id, document_id)


def grant(case_id: str, kind: str, holder: str) -> bytes:
    """Bind a granted key to its holder."""
    return crypto.bind("grant", case_id, kind, holder)


def grant_outer(case_id: str, kind: str, holder: str) -> bytes:
    """Bind the outer layer that lies on each grant."""
    return crypto.bind("grant-outer", case_id, kind, holder)


def grants(kind: str, holder: str) -> Callable[[str | bytes], bytes]:
    """Return `grant` for many cases: it is given each case id."""
    return crypto.binder("grant", kind, holder)


def grants_outer(kind: str, holder: str) -> Callable[[str | bytes], bytes]:
    """Return `grant_outer` for many cases: it is given each case id."""
    return crypto.binder("grant-outer", kind, holder)


def grant_withdrawn(case_id: str, kind: str, holder: str) -> bytes:
    """Bind the layer that a waiting withdrawal puts on each grant."""
    return crypto.bind("grant-withdrawn", case_id, kind, holder)


def note(note_id: str, holder: str) -> bytes:
    """Bind a note to its holder, and the writer's signature inside it."""
    return crypto.bind("note", note_id, holder)


def own_note(kind: str) -> bytes:
    """Label the id of the one note of a kind that a member keeps for themselves."""
    return crypto.bind("own-note", kind)


def card(case_id: str) -> bytes:
    """Bind a triage slip or catalogue card."""
    return crypto.bind("card", case_id)


def entry(case_id: str) -> bytes:
    """Bind a case's entry in the catalogue."""
    return crypto.bind("entry", case_id)


def segment(holder: str, bucket: str) -> bytes:
    """Bind what a holder keeps of a bucket of cases."""
    return crypto.bind("segment", holder, bucket)


def segment_outer(holder: str, bucket: str) -> bytes:
    """Bind the outer layer that lies on a segment."""
    return crypto.bind("segment-outer", holder, bucket)


def statistics_segment(cohort: str, prefix: str) -> bytes:
    """Bind what some of a cohort's cases add to the tables."""
    return crypto.bind("statistics-segment", cohort, prefix)


def statistics_segment_outer(cohort: str, prefix: str) -> bytes:
    """Bind the outer layer that lies on it."""
    return crypto.bind("statistics-segment-outer", cohort, prefix)


def statistics_key(holder: str) -> bytes:
    """Label the key under which a holder keeps statistics, derived from the holder's seed."""
    return crypto.bind("statistics-key", holder)


def catalogue_key(holder: str) -> bytes:
    """Label a holder's catalogue key, derived from the holder's seed."""
    return crypto.bind("catalogue-key", holder)


def second_coder(case_id: str) -> bytes:
    """Label the lot that says whether a case is coded twice, derived from its testimony's key."""
    return crypto.bind("second-coder", case_id)


def agreement(case_id: str) -> bytes:
    """Label the id of the paper that says how far two coders of a case agreed, derived from the case's own key."""
    return crypto.bind("agreement", case_id)


def identity(case_id: str) -> bytes:
    """Bind who a source is to the case, and the source's signature inside it."""
    return crypto.bind("identity", case_id)


def identity_count(case_id: str) -> bytes:
    """Bind the source's own count of how often it was given."""
    return crypto.bind("identity-count", case_id)


def identity_tags(case_id: str) -> bytes:
    """Label the key that blinds a source's identity on the record."""
    return crypto.bind("identity-tags", case_id)


def consent(case_id: str, number: int, holder: str) -> bytes:
    """Bind one copy of a consent statement."""
    return crypto.bind("consent", case_id, str(number), holder)


def consent_statement(case_id: str, number: int) -> bytes:
    """Bind the source's signature of a consent statement."""
    return crypto.bind("consent-statement", case_id, str(number))


def statistics(case_id: str, revision: int) -> bytes:
    """Bind a case's statistics record, and the coder's signature inside it."""
    return crypto.bind("statistics", case_id, str(revision))


def member_seed(member_id: str) -> bytes:
    """Bind a member's locked seed."""
    return crypto.bind("member-seed", member_id)


def role_key(role: str, epoch: int, member_id: str) -> bytes:
    """Bind a role's seed to the member who holds it."""
    return crypto.bind("role-key", role, str(epoch), member_id)


def staff_session(session_id: str) -> bytes:
    """Bind a member's seed to a signed-in session."""
    return crypto.bind("staff-session", session_id)


def draft(draft_id: str, part: str) -> bytes:
    """Bind a part of a draft (`state`, `text`) to it."""
    return crypto.bind("draft", draft_id, part)


def mailbox_session(session_id: str) -> bytes:
    """Bind a returned source's key to the session."""
    return crypto.bind("mailbox-session", session_id)


def mailbox_state(lookup_id: str) -> bytes:
    """Bind what a source's mailbox knows about its case."""
    return crypto.bind("mailbox-state", lookup_id)


def record(number: int, holder: str) -> bytes:
    """Bind a record entry to its number and the role that reads it."""
    return crypto.bind("record", str(number), holder)


def record_tag(subject: str, revision: int) -> bytes:
    """Label the blinded tag of one revision of one thing."""
    return crypto.bind("record-tag", subject, str(revision))


def record_tags(case_id: str) -> bytes:
    """Label the key that blinds a case's tags and digests on the record."""
    return crypto.bind("record-tags", case_id)


def register_tags() -> bytes:
    """Label the key that blinds the context register on the record, derived from the auditors' first seed."""
    return crypto.bind("register-tags")


def record_digest(digest: bytes) -> bytes:
    """Label the blinded form of a digest on the record."""
    return crypto.bind("record-digest", digest)


def statement(instance_id: str, number: int) -> bytes:
    """Bind a membership statement to its instance and number."""
    return crypto.bind("statement", instance_id, str(number))


def statement_link(body: bytes, signatures: bytes) -> bytes:
    """Return what the next membership statement names: SHA-256 over the whole statement before it."""
    return hashlib.sha256(crypto.bind("statement-link", body, signatures)).digest()


def instance_key(instance_id: str, epoch: int) -> bytes:
    """Bind the root's certificate of a key that signs for the instance, and the seal of its private half."""
    return crypto.bind("instance-key", instance_id, str(epoch))


def handed_over(instance_id: str) -> bytes:
    """Bind the instance's signature of what is handed over."""
    return crypto.bind("handed-over", instance_id)


def handed_body(envelope: bytes) -> bytes:
    """Bind what is sealed for a recipient to the sealed key before it."""
    return crypto.bind("handed-body", envelope)


def release(release_id: str) -> bytes:
    """Bind a release's cohort list."""
    return crypto.bind("release", release_id)


def plan(plan_id: str, deed: str, day: str) -> bytes:
    """Bind an auditor's word under a plan: what they do (`draft`, `approve`) and on which day (ISO 8601)."""
    return crypto.bind("plan", plan_id, deed, day)


def drawn(subject: str) -> bytes:
    """Bind an auditor's signature of what was drawn of a cohort or a year."""
    return crypto.bind("drawn", subject)


def cohort(cohort_id: str) -> bytes:
    """Bind a cohort's list of cases."""
    return crypto.bind("cohort", cohort_id)


def work(draft_id: str, day: str) -> bytes:
    """Label the challenge of a draft on a day (ISO 8601): work done for one draft sends no other."""
    return crypto.bind("work", draft_id, day)


def waiting_place(draft_id: str) -> bytes:
    """Bind a place in the line to the draft that waits."""
    return crypto.bind("waiting-place", draft_id)
