"""The two applications, wired: one for sources, one for staff. They share no route but the health check and files."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint

from intake.resources import templates_folder
from intake.services.instance import Instance
from intake.web import (
    access,
    admin,
    audit,
    common,
    compression,
    contacts,
    csrf,
    custody,
    errors,
    headers,
    i18n,
    interview,
    review,
    sessions,
    shown,
    source,
    staff,
    templating,
)
from intake.web.errors import QuietFlask
from intake.web.here import EXTENSION
from intake.web.turnstile import Turnstile

SESSION_LIFETIME = timedelta(days=3)
STAFF: Sequence[Blueprint] = (
    staff.blueprint,
    review.blueprint,
    audit.blueprint,
    custody.blueprint,
    interview.blueprint,
    admin.blueprint,
)


def create_source_app(instance: Instance) -> QuietFlask:
    """Return the public application: only what a source needs, under a language prefix."""
    settings = instance.settings
    app = _create(instance, name="visit", site=settings.source_url, onion=settings.onion_url)
    i18n.install(app, lambda: i18n.chosen(settings.languages))
    access.install(app, caller=access.visitor)
    errors.install(app, layout="source/base.html")
    shown.install(app)
    source.install(app)
    contacts.install(app)
    app.register_blueprint(source.entrance)
    app.register_blueprint(source.blueprint, url_prefix=i18n.prefix(settings.languages))
    app.jinja_env.globals["languages"] = lambda: i18n.switches(settings.languages, source.blueprint.name)
    app.wsgi_app = Turnstile(app.wsgi_app)  # type: ignore[method-assign]  # as Flask's manual does
    return app


def create_staff_app(instance: Instance) -> QuietFlask:
    """Return the staff application: every page but the sign-in wants a member or a role."""
    settings = instance.settings
    app = _create(instance, name="desk", site=settings.staff_url, onion=None)
    i18n.install(app, staff.language)
    access.install(app, caller=staff.caller)
    staff.install(app)
    shown.install(app)
    for blueprint in STAFF:
        app.register_blueprint(blueprint)
    return app


def _create(instance: Instance, *, name: str, site: str, onion: str | None) -> QuietFlask:
    app = QuietFlask("intake", static_folder=None, template_folder=str(templates_folder()))
    app.extensions[EXTENSION] = instance
    templating.install(app)
    app.jinja_env.globals["csrf_token"] = csrf.token
    app.jinja_env.globals["demo"] = instance.settings.demo
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session
    headers.install(app, site=site, onion=onion)
    compression.install(app)
    sessions.install(app, name=name, site=site, secret=instance.settings.secret, lifetime=SESSION_LIFETIME)
    app.register_blueprint(common.blueprint)
    return app
