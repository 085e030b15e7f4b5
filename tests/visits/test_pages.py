"""The list of visits, one visit's page, the courtyard's next visit."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from activity.models import Delivery, Owed, perform
from tests.visits.test_places import same
from tests.who import client_of, statuses, table
from tests.world import World, initiative, visit
from visits.models import Invitee, Outcome, ProgrammeItem, SiteVisit, SiteVisitTranslation, Takeaway

LIST = "/en/visits/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_next_one_stands_first_then_those_behind(world: World, client: Client) -> None:
    later, soon = visit(world, "Later", day=60), visit(world, "Soon", day=5)
    old = visit(world, "Long ago", day=-40, phase="held")
    text = page(client, LIST)
    assert text.index("Soon") < text.index("Later") < text.index("Long ago")
    response = client.get(LIST)
    assert response.context["coming"] == [soon, later]
    assert response.context["page"].rows == [old]


def test_a_draft_shows_to_who_prepares_it_alone(world: World, client: Client) -> None:
    draft = visit(world, "Secret plans", phase="draft", hosts=[world.partner])
    assert "Secret plans" not in page(client, LIST)
    assert "Secret plans" in page(client_of(world, "coordinator"), LIST)
    found = statuses(world, lambda browser: browser.get(draft.get_absolute_url()))
    assert found == table(404, 404, 404, 200, 200, 404, 200)


def test_an_alliances_own_visit_shows_to_it_and_to_who_is_invited(world: World) -> None:
    own = visit(world, "Among us", public=False)
    url = own.get_absolute_url()
    assert statuses(world, lambda browser: browser.get(url)) == table(404, 404, 200, 200, 200, 404, 200)
    Invitee.invite_delegation(visit=own, alliance=world.kosice, by=world.coordinator)
    assert client_of(world, "kosice_coordinator").get(url).status_code == 200
    assert client_of(world, "outsider").get(url).status_code == 404
    assert own.walls() == (False, [world.celje.circle_id, world.kosice.circle_id])


def test_of_a_visit_without_a_day_the_month_shows_and_what_is_not_known(world: World, client: Client) -> None:
    known = SiteVisit.plan_one(
        alliance=world.celje,
        plan="opening",
        title="Opening Site Visit",
        language="en",
        month=date(2025, 10, 1),
        programme_known=False,
        by_inference=True,
        by=None,
    )
    Invitee.invite_delegation(visit=known, alliance=world.kosice, by=None)
    known.move_on(to="written_up", by=None)
    Outcome.take_home(visit=known, alliance=world.kosice, challenge=world.housing, by=None)
    text = page(client, known.get_absolute_url())
    for words in (
        "October 2025",
        "The day is not known.",
        "The programme of that day is not known.",
        "by inference",
    ):
        assert words in text
    assert "1 challenge travels on from here." in text
    assert "takes it home" in text


def test_the_programme_reads_by_day_with_all_it_knows(world: World, client: Client) -> None:
    shown = visit(world, "Up close", day=10, last_day=timezone.localdate() + timedelta(days=11))
    about = initiative(world.youth, "Open courtyard")
    add = {"visit": shown, "by": world.coordinator}
    ProgrammeItem.add(**add, title="Second", day=2, starts=time(9))
    ProgrammeItem.add(**add, title="Late", starts=time(14), ends=time(15))
    ProgrammeItem.add(
        **add,
        title="Early",
        starts=time(9, 30),
        ends=time(10),
        place="Stairwell",
        host=world.youth,
        language="sl",
        challenge=world.housing,
        initiative=about,
        bring="Warm shoes",
    )
    text = page(client, shown.get_absolute_url())
    assert text.index("Early") < text.index("Late") < text.index("Second")
    for words in (
        "9:30",
        "Stairwell",
        "Celje Youth Centre",
        "slovenščina",
        "Housing",
        "Open courtyard",
        "Warm shoes",
    ):
        assert words.lower() in text.lower()
    assert "Europe/Ljubljana" in text


def test_what_an_item_shows_stays_behind_its_own_wall(world: World, client: Client) -> None:
    shown = visit(world)
    hidden = initiative(world.youth, "Not for all", public=False)
    ProgrammeItem.add(visit=shown, by=world.coordinator, title="A walk", starts=time(9), initiative=hidden)
    assert "Not for all" not in page(client, shown.get_absolute_url())
    assert "Not for all" in page(client_of(world, "partner"), shown.get_absolute_url())


def test_a_visit_reads_in_the_readers_language(world: World, client: Client) -> None:
    shown = visit(world, "Courtyards")
    SiteVisitTranslation.objects.create(source=shown, language="sl", texts={"title": "Dvorišča", "body": ""})
    assert "Dvorišča" in page(client, f"/sl/visits/{shown.slug}/")


def test_called_off_it_says_why(world: World, client: Client) -> None:
    off = visit(world)
    off.call_off(by=world.coordinator, reason="Too much snow")
    response = client.get(off.get_absolute_url())
    assert response.status_code == 410
    assert "Too much snow" in response.content.decode()
    assert off.title not in page(client, LIST)


def test_the_courtyard_and_the_host_show_the_next_one(world: World, client: Client) -> None:
    assert "The next visit" not in page(client, "/en/")
    visit(world, "Next in line", day=3)
    visit(world, "Hidden", day=1, public=False)
    home = page(client, "/en/")
    assert "The next visit" in home
    assert "Next in line" in home
    assert "Hidden" not in home
    assert "Next in line" in page(client, "/en/alliances/celje/")
    assert f'href="{LIST}"' in home  # the navigation has a room that stands


def test_a_visit_is_found_once_it_is_announced(world: World, client: Client) -> None:
    draft = visit(world, "Kestrel over the roofs", phase="draft")
    assert draft.get_absolute_url() not in page(client, "/en/search/?q=kestrel")
    draft.move_on(to="invited", by=world.coordinator)
    assert draft.get_absolute_url() in page(client, "/en/search/?q=kestrel")


@pytest.mark.parametrize("many", [2, 20])
def test_the_pages_keep_their_cost(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    shown = visit(world, "Many parts")
    Invitee.invite_delegation(visit=shown, alliance=world.kosice, by=None)
    for number in range(many):
        visit(world, day=number + 1)
        ProgrammeItem.add(
            visit=shown, by=world.coordinator, title="Part", challenge=world.housing, host=world.youth
        )
    shown.move_on(to="written_up", by=world.coordinator, at=timezone.now() + timedelta(days=60))
    for _ in range(many):
        Takeaway.jot(visit=shown, text="Words", language="en").pin(
            challenges=[world.housing], initiatives=[], by=world.coordinator
        )
    Outcome.take_home(visit=shown, alliance=world.kosice, challenge=world.housing, by=None)
    client.get(LIST), client.get(shown.get_absolute_url())
    with django_assert_max_num_queries(6):
        page(client, LIST)
    with django_assert_max_num_queries(24):
        page(client, shown.get_absolute_url())


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99", "?page=%00"])
def test_nonsense_in_the_address_is_404(world: World, client: Client, query: str) -> None:
    assert client.get(LIST + query).status_code == 404


def test_where_a_visit_is_and_where_to_meet_are_read_in_ones_language(
    world: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    coming = visit(world, "Courtyards", text="Up close", venue="Youth Centre", meeting_point="Under the tree")
    url = coming.get_absolute_url().replace("/en/", "/sl/")
    with CaptureQueriesContext(connection) as before:
        page(client, url)
    asked = len(before)
    told = {
        "title": "Dvorišča",
        "body": "Od blizu",
        "venue": "Mladinski center",
        "meeting_point": "Pod drevesom",
    }
    sheet = f"/sl/translations/visit/{coming.slug}/sl/"
    coordinator = client_of(world, "coordinator")
    assert "Under the tree" in page(coordinator, sheet)
    assert coordinator.post(sheet, {**told, "of": 1, "seen": 0}).status_code == 302
    with django_assert_num_queries(asked):
        shown = page(client, url)
    for words in ("Mladinski center", "Pod drevesom"):
        assert f'<dd lang="sl" data-content>{words}</dd>' in shown
        assert words not in page(client, f"{url}?lang=original")
    assert '<dd lang="en" data-content>Under the tree</dd>' in page(client, f"{url}?lang=original")
    invitee = Invitee.invite_guest(
        visit=coming, email="guest@x.example", name="Guest", language="sl", by=world.coordinator
    )
    assert "Pod drevesom" in page(client, invitee.guest_path.replace("/en/", "/sl/"))
    perform(Owed.objects.get(task="activity.send", ids__delivery=Delivery.objects.get().pk).pk)
    letter = mail.outbox[-1]
    assert "Pod drevesom" in str(letter.body)
    assert "Pod drevesom" in str(letter.alternatives[0])
    coming.change(by=world.coordinator, **{**same(coming), "venue": "The hall"})
    assert "Mladinski center" in page(client, url)
    assert f"{sheet}changes/" in page(client, url), "the original has changed since"
