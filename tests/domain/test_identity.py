"""What a source gives to be reached: read from a form, one size, parsed strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.identity import CONTACT_FIELDS, LONGEST, PREFIX, Channel, Identity
from intake.domain.strict import BadShape

TEXTS = st.text(max_size=300)
IDENTITIES = st.builds(
    Identity.from_fields,
    st.dictionaries(st.sampled_from(CONTACT_FIELDS), st.one_of(TEXTS, st.sampled_from([*Channel]))),
)


def test_every_field_has_a_name_on_the_form() -> None:
    assert {name.removeprefix(PREFIX) for name in CONTACT_FIELDS} == set(Identity.__dataclass_fields__)


@given(IDENTITIES)
def test_what_is_written_is_read_again(identity: Identity) -> None:
    assert Identity.from_json(identity.to_json()) == identity


@given(IDENTITIES)
def test_a_text_is_one_line_and_no_longer_than_it_may_be(identity: Identity) -> None:
    for name, most in LONGEST.items():
        text = getattr(identity, name)
        assert len(text) <= most
        assert "\n" not in text
        assert text == text.lstrip()


def test_a_channel_that_is_not_on_the_form_is_none() -> None:
    assert Identity.from_fields({"contact_channel": "pigeon"}).channel == ""
    assert Identity.from_fields({"contact_channel": "signal"}).channel == Channel.SIGNAL


def test_only_who_can_be_reached_can_be_reached_at_once() -> None:
    assert Identity().is_empty
    assert Identity(hours="evenings", word="linden").is_empty
    assert not Identity(now=True).asks_at_once
    assert Identity(name="Alesia", now=True).asks_at_once
    assert not Identity(name="Alesia").asks_at_once


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        Identity().to_json().replace(b'"shared":false', b'"shared":0'),
        Identity().to_json().replace(b'"name":""', b'"name":null'),
        Identity().to_json().replace(b'"word":""', b'"word":"","word":""'),
        Identity().to_json().replace(b'"word":""', b'"word":"","more":""'),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadShape):
        Identity.from_json(data)
