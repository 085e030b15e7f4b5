"""What holds for every page: its frame, its language, its cost, and that what people write stays text."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from challenges.models import Challenge
from people.models import Person
from tests.gates.cast import Cast, client_of
from tests.gates.row import Row, address
from tests.gates.table import pages, readers
from tests.web.untranslated import left_in_english

CEILING = 30  # lists and details have tighter ones of their own; no page at all costs more than this


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_a_page_has_its_frame(cast: Cast, row: Row) -> None:
    url = address(row, cast.names, "sl")
    text = read(client_of(cast.world, readers(row)[-1]), url)
    assert re.search(r"<title>\s*[^<·\s][^<]* · MAG-NET</title>", text), "a title of its own"
    assert len(re.findall(r"<h1[\s>]", text)) == 1
    assert len(re.findall(r"<main[\s>]", text)) == 1
    if url.startswith("/sl/"):
        assert '<html lang="sl">' in text


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
@pytest.mark.parametrize("language", ["sl", "hr", "it", "sk"])
def test_no_english_word_of_ours_is_left(cast: Cast, row: Row, language: str) -> None:
    client = client_of(cast.world, readers(row)[-1])
    person = getattr(cast.world, readers(row)[-1], None)
    if person is not None:
        type(person).objects.filter(pk=person.pk).update(language=language)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = read(client, address(row, cast.names, language))
    # A language is called by its own name everywhere; a challenge or a person may be called as one of our words.
    names = {name for _, name in settings.LANGUAGES} | {row.title for row in Challenge.objects.all()}
    names |= set(Person.objects.values_list("name", flat=True))
    assert [words for words in left_in_english(text, language) if words not in names] == []


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_a_page_keeps_below_the_ceiling(cast: Cast, row: Row) -> None:
    url = address(row, cast.names, "en")
    client = client_of(cast.world, readers(row)[-1])
    read(client, url)
    with CaptureQueriesContext(connection) as queries:
        read(client, url)
    assert len(queries) <= CEILING, "\n".join(query["sql"][:200] for query in queries)
