"""Clients that ask an application under the address it is configured for."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from typing_extensions import override
from werkzeug.test import TestResponse

from intake.app import create_source_app, create_staff_app
from intake.services.instance import Instance


class SiteClient(FlaskClient):
    """A client that says the Host that the application expects."""

    site = ""

    @override
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.site)
        return super().open(*args, **kwargs)


def site_client(app: Flask, site: str) -> SiteClient:
    app.test_client_class = SiteClient
    client = app.test_client()
    assert isinstance(client, SiteClient)
    client.site = site
    return client


@pytest.fixture
def source_client(instance: Instance) -> SiteClient:
    return site_client(create_source_app(instance), instance.settings.source_url)


@pytest.fixture
def staff_client(instance: Instance) -> SiteClient:
    return site_client(create_staff_app(instance), instance.settings.staff_url)
