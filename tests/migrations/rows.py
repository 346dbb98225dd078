"""One row of each table as each revision knows it, in plain SQL values: written when the revision is, never changed.

A new revision adds its own entry; the tests carry every entry up to the newest revision and back.
"""

from typing import Any

Rows = dict[str, dict[str, Any]]

CASE = "c" * 32
MEMBER = "d" * 32
DRAFT = "e" * 32
FILE = "f" * 32
OTHER_FILE = "0" * 32
DAY = "2031-04-05"
QUARTER = 1_932_886_800_000_000

ROWS: dict[str, Rows] = {
    "0001": {
        "blobs": {"name": FILE, "size": 1024, "day": DAY, "scattered": False},
        "blobs#2": {"name": OTHER_FILE, "size": 0, "day": DAY, "scattered": True},
        "cases": {"id": CASE, "day": DAY, "urgent": True, "state": "new", "destroy_on": None},
        "case_keys": {"case_id": CASE, "public_key": b"p", "mailbox_key": b"m", "source_key": b"s"},
        "documents": {
            "id": "1" * 32,
            "case_id": CASE,
            "box": "case",
            "number": 1,
            "sealed_key": b"k",
            "sealed_header": b"h",
            "body": b"b",
            "blob_name": None,
        },
        "documents#2": {
            "id": "2" * 32,
            "case_id": CASE,
            "box": "case",
            "number": 2,
            "sealed_key": b"k",
            "sealed_header": b"h",
            "body": None,
            "blob_name": FILE,
        },
        "grants": {
            "case_id": CASE,
            "kind": "case",
            "holder": "role:intake:1",
            "sealed": b"g",
            "outer_key": "1",
            "withdrawn": False,
        },
        "cards": {"case_id": CASE, "sealed": b"c"},
        "consents": {"case_id": CASE, "number": 1, "holder": "case", "sealed": b"c"},
        "statistics": {"case_id": CASE, "revision": 1, "sealed": b"s"},
        "mailboxes": {"lookup_id": "3" * 64, "case_id": CASE, "state": b"m"},
        "mailbox_sessions": {"id": "4" * 32, "sealed": b"s", "expires_at": QUARTER},
        "drafts": {"id": DRAFT, "phase": "open", "state": b"s", "text": None, "expires_at": QUARTER},
        "draft_documents": {
            "id": "5" * 32,
            "draft_id": DRAFT,
            "number": 1,
            "sealed_key": b"k",
            "sealed_header": b"h",
            "blob_name": OTHER_FILE,
        },
        "members": {"id": MEMBER, "username": "anna", "locked_seed": b"l"},
        "role_keys": {"role": "intake", "epoch": 1, "member_id": MEMBER, "sealed": b"r"},
        "staff_sessions": {"id": "6" * 32, "member_id": MEMBER, "sealed_seed": b"s", "expires_at": QUARTER + 1},
        "sign_in_tries": {"bucket": "slot", "failures": 1, "blocked_until": QUARTER + 1},
        "statements": {"number": 0, "body": b"{}", "signatures": b"[]"},
        "records": {"number": 0, "tag": "t", "digest": b"d", "sealed": b"s", "leaf": b"l"},
        "releases": {"id": "7" * 32, "day": DAY, "state": "drawn", "tables": None, "sealed_cohort": None},
    },
}
ROWS["0002"] = {
    **ROWS["0001"],
    "grants#2": {**ROWS["0001"]["grants"], "kind": "identity", "holder": "role:custodian:1"},
    "identities": {"case_id": CASE, "count": b"n", "sealed": b"i"},
}
ROWS["0003"] = {
    **ROWS["0002"],
    "papers": {
        "id": "8" * 32,
        "holder": "role:custodian:1",
        "case_id": CASE,
        "sealed": b"p",
        "outer_key": "1",
        "withdrawn": False,
    },
    "notes": {"id": "9" * 32, "holder": "role:intake:1", "sealed": b"n"},
    "segments": {"holder": "role:intake:1", "bucket": "00", "sealed": b"s", "outer_key": "1"},
}
ROWS["0004"] = {**ROWS["0003"], "papers#2": {**ROWS["0003"]["papers"], "id": "a" * 32, "ends": DAY}}
ROWS["0005"] = {**ROWS["0004"], "cards": {**ROWS["0004"]["cards"], "entry": b"e"}}
ROWS["0006"] = {
    **ROWS["0005"],
    "releases": {**ROWS["0005"]["releases"], "subject": "7" * 32, "package": b"z"},
    "plans": {"id": "b" * 32, "day": DAY, "state": "approved", "body": b"{}"},
    "cohorts": {
        "id": "a1" * 16,
        "plan_id": "b" * 32,
        "opens": DAY,
        "closes": DAY,
        "state": "frozen",
        "sealed": b"c",
    },
    "charges": {"number": 0, "body": b"{}", "digest": b"d"},
}
ROWS["0007"] = {
    **ROWS["0006"],
    "statistics_segments": {"cohort": "a1" * 16, "prefix": "0110", "sealed": b"s", "outer_key": "1"},
}
