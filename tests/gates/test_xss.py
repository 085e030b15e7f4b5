"""What people write stays text: a canary in every text field of every table, read on every page."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, models, transaction
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from blocks.models import Connection
from initiatives.models import Initiative
from tests import world
from tests.browser.doors import sign_in
from tests.gates.cast import Cast, client_of, everything, things
from tests.gates.row import Row, address
from tests.gates.table import pages, readers

PAYLOADS = [
    '"><img src=x onerror=document.title="caught"><script>document.title="caught"</script>',
    "'><svg onload=document.title='caught'></svg>{{ 7|add:7 }}{% now 'Y' %}<a href=javascript:alert(1)>",
    '[link](javascript:alert(1)) <a hx-get="/x" hx-trigger="load">x</a> ![i](x" onerror="alert(1))',
]
RAW = (
    "<img src=x",
    "<svg onload",
    "<script>document",
    'href="javascript:',
    "<a href=javascript:",
    "<a hx-get",
)
# Columns whose letters are names of things, not somebody's words.
NOT_WORDS = {
    "slug",
    "email",
    "language",
    "time_zone",
    "token_hash",
    "checksum",
    "password",
    "message_id",
    "kind",
    "task",
    "purpose",
    "key",
}


# JSON that holds somebody's words: under which keys, or (``None``) all of it.
IN_JSON: dict[str, set[str] | None] = {
    "lineage": {"city", "title"},
    "texts": None,
    "translations": None,
    "source_texts": None,
    "payload": None,
    "ignored": None,
    "cells": None,
    "changes": {"reason"},
    "answers": {"text", "words"},
}
NEED = {"code": "need", "kind": "contacts", "from": "one"}


def poison(payload: str) -> int:
    """Write ``payload`` into every free text of every table of ours; returns how many columns took it."""
    poisoned = 0
    for room in settings.ROOMS:
        for model in apps.get_app_config(room).get_models():
            words = {}
            for field in model._meta.concrete_fields:
                free = isinstance(field, models.CharField | models.TextField) and not field.choices
                if not free or field.name in NOT_WORDS or field.unique:
                    continue
                words[field.name] = payload[: field.max_length or None]
            if words and model._meta.label not in {"activity.Event", "activity.Owed"}:
                with suppress(ProgrammingError), transaction.atomic():  # a frozen report is never rewritten
                    model._default_manager.update(**words)
                    poisoned += len(words)
            for field in model._meta.concrete_fields:
                if field.name in IN_JSON:
                    for row in model._default_manager.all():
                        model._default_manager.filter(pk=row.pk).update(
                            **{field.name: deeply(getattr(row, field.name), payload, IN_JSON[field.name])}
                        )
    line, quoted = {"kind": "contacts", "text": payload}, {"code": "words", "words": {"en": [payload]}}
    link = {"url": "https://example.org/", "words": payload}
    Initiative.objects.update(needs=[line], offers=[line], links=[link])
    Connection.objects.update(reasons=[{**quoted, "points": 30}, {**NEED, "points": 10}])
    return poisoned


def deeply(value: object, payload: str, keys: set[str] | None) -> object:
    """``value`` with ``payload`` for each of its words; where ``keys`` are named, for those under them alone."""
    if isinstance(value, dict):
        return {
            key: deeply(inner, payload, None if keys and key in keys else keys)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [deeply(inner, payload, keys) for inner in value]
    return payload if isinstance(value, str) and keys is None else value


@pytest.mark.parametrize("payload", PAYLOADS, ids=["script", "svg-and-template", "markdown"])
@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_no_canary_comes_alive_in_the_text_of_a_page(cast: Cast, row: Row, payload: str) -> None:
    url = address(row, cast.names, "en")
    assert poison(payload) > 20
    text = client_of(cast.world, readers(row)[-1]).get(url).content.decode()
    assert [raw for raw in RAW if raw in text] == []


@pytest.mark.django_db(transaction=True)
def test_no_canary_runs_in_a_real_browser(
    transactional_db: None, page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    """Every page, read by an administrator and by a visitor: nothing executes, nothing even tries."""
    cast = world.world()
    names = everything(cast, things(cast))
    urls = {row.name: address(row, names, "en") for row in pages()}
    poison(PAYLOADS[0])
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
    )
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    sign_in(context, live_server, cast.administrator)
    for name, url in urls.items():
        page.goto(live_server.url + url)
        assert page.title() != "caught", name
        assert complaints == [], name
