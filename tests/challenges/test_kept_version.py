"""What the adopters keep to their own city is named nowhere to others: an adoption is then called by its origin."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from activity.models import Delivery, Follow, Owed, perform
from challenges.models import Adoption, AdoptionUpdate, Question
from kits.making import _lineage
from reports.models import Report
from tests.gates.test_links import Reader
from tests.reports.making import perform_for
from tests.who import client_of
from tests.world import World, adoption

NAMED, SUMMED, KEPT = "Zvedavosť doma", "Len medzi nami", "The local version is kept to Košice."


@pytest.fixture(params=[False, True], ids=["between two alliances", "public adoption"])
def kept(request: Any, world: World) -> Adoption:
    """Housing in Košice, whose local version Košice keeps to itself, with what both cities said along it."""
    made = adoption(
        world.housing,
        world.kosice,
        who=world.kosice_coordinator,
        public=request.param,
        title=NAMED,
    )
    assert made.local
    made.local.publish(by=world.kosice_coordinator, note="Ours", summary=SUMMED)
    made.local.show_to_all(False, by=world.kosice_coordinator)
    told = {"adoption": made, "alliance": world.kosice, "language": "en", "by": world.kosice_coordinator}
    AdoptionUpdate.add(kind="lesson", text="Begin with the neighbours", **told)
    Question.ask(adoption=made, text="Who has the key?", language="en", by=world.kosice_coordinator)
    made.advance(stage="adapt", by=world.kosice_coordinator)
    world.housing.publish(by=world.coordinator, note="What failed", failed="The first winter")
    return Adoption.objects.get(pk=made.pk)


def walked(client: Client, *starts: str) -> dict[str, str]:
    """What stands on the pages ``starts`` and on every page, feed and picture that they lead to."""
    found: dict[str, str] = {}
    for depth, urls in enumerate((starts, None)):
        links = urls or sorted(
            {link.partition("#")[0] for text in found.values() for link in Reader(text).links}
        )
        for url in links:
            if url.startswith("/") and url not in found and not url.startswith(("/static/", "/admin/")):
                response: Any = client.get(url, follow=True)
                found[url] = (
                    b"".join(response).decode(errors="replace") if response.status_code == 200 else ""
                )
        assert found, depth
    return found


def test_others_meet_its_name_nowhere(world: World, kept: Adoption) -> None:
    page = kept.get_absolute_url()
    starts = (
        page, "/en/", "/en/challenges/", "/en/overview/", "/en/activity/", "/en/me/", "/en/me/notifications/",
        "/feeds/activity.atom",
        world.housing.get_absolute_url(), world.celje.get_absolute_url(), world.kosice.get_absolute_url(),
        "/en/search/?q=Zvedavos%C5%A5", "/en/search/?q=Len+medzi",
        reverse("translations:languages", args=["adoption", kept.pk]),
    )  # fmt: skip
    for one in Owed.objects.filter(task="activity.tell"):
        perform(one.pk)
    for who in ("visitor", "partner", "coordinator"):
        found = walked(client_of(world, who), *starts)
        if who != "visitor" or kept.public:
            assert "Housing" in found[page]
            assert KEPT in found[page]
            assert "2 cities work on it" in found[page], "that the other city works on it is not kept"
        leaking = [url for url, text in found.items() if NAMED in text or SUMMED in text]
        assert not leaking, who
    own = walked(client_of(world, "kosice_coordinator"), page)
    assert NAMED in own[page]
    assert KEPT not in own[page]


def test_neither_a_report_nor_a_kit_nor_a_mail_of_the_origin_says_its_name(
    world: World, kept: Adoption
) -> None:
    Follow.begin(thing=world.housing, by=world.partner)
    for kind in ("transfer", "progress"):
        report, _new = Report.ask(kind=kind, alliance=world.celje, language="en", by=world.coordinator)
        report = perform_for(report)
        assert NAMED not in str(report.document)
        assert "Housing" in str(report.document)
    assert NAMED not in str(_lineage(world.housing))
    assert str(kept) == "Housing · Celje → Košice", "without a reader it is called as everybody may read"
    for task in ("activity.tell", "activity.deliver"):
        for one in Owed.objects.filter(task=task, done_at=None):
            perform(one.pk)
    sent = [letter for letter in mail.outbox if not letter.to[0].endswith("kosice.example")]
    assert not [letter.subject for letter in sent if NAMED in letter.subject + str(letter.body)]
    assert Delivery.objects.count() >= len(sent)


def test_a_picture_names_no_origin_that_turned_internal(world: World) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator, title="Bývanie")
    world.housing.show_to_all(False, by=world.coordinator)
    page = Client().get("/en/challenges/").text
    assert made.get_absolute_url() in page
    picture = page[page.index('aria-labelledby="flow"') : page.index("atlas__notice")]
    assert "Housing" not in picture
    assert "Bývanie" in picture
    assert "Furthest travelled: Bývanie" in page
