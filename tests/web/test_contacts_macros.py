"""How the instance's own contacts stand on a page; where there are none, nothing is said of any."""

import tomllib
from dataclasses import replace

from flask import Flask, get_template_attribute

from intake.app import create_source_app
from intake.commands.example_contacts import INVENTED
from intake.domain.contacts import Contacts
from intake.services.instance import Instance
from intake.web.contacts import contacts

MACROS = "macros/contacts.html"


def app_with(instance: Instance, named: Contacts) -> Flask:
    return create_source_app(replace(instance, settings=replace(instance.settings, contacts=named)))


def said(app: Flask) -> str:
    with app.test_request_context("/en/"):
        shown = contacts()
        lists = [get_template_attribute(MACROS, name)(shown) for name in ("emergency", "support")]
        promised = get_template_attribute(MACROS, "promise")(shown.danger_hours)
        return "".join([*lists, promised]).strip()


def test_nothing_is_said_of_what_is_not_configured(instance: Instance) -> None:
    assert said(app_with(instance, Contacts())) == ""


def test_numbers_can_be_called_and_helpers_are_told_apart(instance: Instance) -> None:
    page = said(app_with(instance, Contacts.read(tomllib.loads(INVENTED.read_text(encoding="utf-8")))))
    assert 'href="tel:+442079460112"' in page
    assert "Psychologist: <bdi>Linden House</bdi>" in page
    assert "A safe place to stay: <bdi>Riverside</bdi>" in page
    assert "within 12 hours" in page
    assert "Day and night" in page
