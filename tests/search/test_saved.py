"""Saved searches: kept from a list or the search page, managed on a page, told of what answers them anew."""

from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from activity.models import Follow, Notification, Owed
from activity.registry import job_of
from blocks.models import Choice, Tag
from initiatives.models import Initiative
from people.models import Person
from search.models import SavedSearch
from search.models.saved import MOST
from search.registry import listing_named
from tests.who import client_of, statuses, table
from tests.world import World, initiative

URL = "/en/me/searches/"
HOUSING_AND_GOVERNANCE = "challenge=housing&block=governance"


def keep(by: Person, query: str = HOUSING_AND_GOVERNANCE, listing: str = "initiatives") -> SavedSearch:
    known = listing_named(listing)
    assert known
    return SavedSearch.keep(listing=known, query=QueryDict(query), by=by)[0]


def tag(thing: Initiative, world: World) -> None:
    choices = [Choice(world.governance, "core", "The city decides with them")]
    Tag.put(initiative=thing, choices=choices, by=world.coordinator, confirming=True)


def look(now: datetime | None = None) -> None:
    """What beat and a worker do: the looks, then the telling of what these record."""
    now = now or timezone.now()
    job_of("search.looks").run(now=now)
    for task in ("search.look", "activity.tell"):
        for row in Owed.objects.filter(task=task, done_at=None):
            job_of(task).run(now=now, **row.ids)
            Owed.objects.filter(pk=row.pk).update(done_at=now)


def alerts(person: Person) -> list[str]:
    """The slugs of what ``person`` was told of by a saved search."""
    notes = Notification.objects.filter(person=person, event__kind="search.answered").order_by("pk")
    return [Initiative.objects.get(pk=note.subject_id).title for note in notes]


@pytest.fixture
def partner(world: World) -> Client:
    return client_of(world, "partner")


# --- keeping -----------------------------------------------------------------------------------------
def test_the_list_and_the_search_page_offer_it_to_who_is_signed_in_and_asks(
    world: World, partner: Client, client: Client
) -> None:
    for path in ("/en/initiatives/?challenge=housing", "/en/search/?q=housing"):
        assert "Save this search" in partner.get(path).text
        assert "Save this search" not in client.get(path).text
    assert "Save this search" not in partner.get("/en/initiatives/").text


def test_it_is_kept_by_its_words_and_found_again(world: World, partner: Client) -> None:
    asked = "page=3&block=governance&nonsense=1&challenge=housing&stage="
    page = partner.post(URL, {"listing": "initiatives", "query": asked}, follow=True)
    assert "You hear of it when something new answers it." in page.text
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.query) == ("Housing · Governance", HOUSING_AND_GOVERNANCE)
    assert f'href="/en/initiatives/?{HOUSING_AND_GOVERNANCE.replace("&", "&amp;")}"' in page.text
    assert partner.get(saved.get_absolute_url()).status_code == 200
    again = partner.post(URL, {"listing": "initiatives", "query": HOUSING_AND_GOVERNANCE}, follow=True)
    assert "You have saved this search already." in again.text
    assert SavedSearch.objects.count() == Follow.objects.of(world.partner).on(saved).count() == 1


@pytest.mark.parametrize(
    ("listing", "query", "status"),
    [
        ("initiatives", "", 422),
        ("initiatives", "page=2&nonsense=1", 422),
        ("initiatives", "challenge=nobody-has-this", 422),
        ("initiatives", "q=a%00b", 422),
        ("everywhere", "q=%00", 422),
        ("everywhere", "q=&kind=initiative", 422),
        ("everywhere", "q=bench&kind=nonsense", 422),
        ("everywhere", f"q={'x' * 600}", 422),
        ("nonsense", "q=bench", 404),
        ("", "q=bench", 404),
    ],
)
def test_what_asks_nothing_is_not_kept(
    world: World, partner: Client, listing: str, query: str, status: int
) -> None:
    response = partner.post(URL, {"listing": listing, "query": query})
    assert response.status_code == status
    assert not SavedSearch.objects.exists()
    assert status == 404 or "There is no search here to save." in response.text


def test_nobody_keeps_more_than_fifty(world: World, partner: Client) -> None:
    for number in range(MOST):
        keep(world.partner, f"q=bench{number}", "everywhere")
    response = partner.post(URL, {"listing": "everywhere", "query": "q=one-more"})
    assert response.status_code == 422
    assert f"You have saved {MOST} searches already." in response.text


def test_each_sees_and_changes_their_own(world: World) -> None:
    saved = keep(world.partner)
    seen = table(302, 200, 200, 200, 200, 200, 200)
    assert statuses(world, lambda client: client.get(URL)) == seen
    for who in ("other_member", "coordinator", "administrator"):
        client = client_of(world, who)
        assert "Housing" not in client.get(URL).text.partition("<main")[2].partition("</main")[0]
        for act in ("rename", "let-go"):
            assert client.post(f"{URL}{saved.slug}/{act}/", {"name": "Mine now"}).status_code == 404
        following = {"subject": f"search:{saved.slug}", "on": "1"}
        assert client.post("/en/me/following/", following).status_code == 404
    saved.refresh_from_db()
    assert saved.name == "Housing · Governance"


def test_it_is_renamed_silenced_and_let_go(world: World, partner: Client) -> None:
    saved = keep(world.partner)
    wrong = partner.post(f"{URL}{saved.slug}/rename/", {"name": "x" * 200})
    assert (wrong.status_code, "x" * 200 in wrong.text) == (422, True)
    page = partner.post(f"{URL}{saved.slug}/rename/", {"name": "<b>Keys</b>"}, follow=True)
    assert "&lt;b&gt;Keys&lt;/b&gt;" in page.text
    assert "Alerts you" in page.text
    silenced = partner.post(
        "/en/me/following/", {"subject": f"search:{saved.slug}", "on": "0", "next": URL}, follow=True
    )
    assert "Silent" in silenced.text
    gone = partner.post(f"{URL}{saved.slug}/let-go/", follow=True)
    assert "You have saved no search yet" in gone.text
    assert not SavedSearch.objects.exists()


# --- being told --------------------------------------------------------------------------------------
def test_new_housing_work_tagged_governance(world: World) -> None:
    """Told once, when it answers; not of what answered before, of what does not, nor of one's own doing."""
    before = initiative(world.youth, "Before", challenges=[world.housing], by=world.coordinator)
    tag(before, world)
    keep(world.other_member)
    new = initiative(world.youth, "Keys for two", challenges=[world.housing], by=world.partner)
    initiative(world.youth, "A lamp", challenges=[world.city_vibe], by=world.partner)
    look()
    assert alerts(world.other_member) == []
    tag(new, world)
    tag(before, world)
    look()
    look(timezone.now() + timedelta(hours=1))
    assert alerts(world.other_member) == ["Keys for two"]
    assert alerts(world.coordinator) == []


def test_the_inbox_says_which_search_found_it_and_how_to_silence_it(world: World) -> None:
    keep(world.outsider, "challenge=housing")
    Follow.begin(thing=world.youth.organisation, by=world.kosice_coordinator)
    initiative(world.youth, "Keys for two", challenges=[world.housing], by=world.partner)
    look()
    page = client_of(world, "outsider").get("/en/me/notifications/").text
    assert "answers a search you saved" in page
    assert "You follow Housing." in page
    assert "Unfollow Housing" in page
    # Who follows the thing's own surroundings was told that it came, not that somebody else looked for it.
    assert alerts(world.kosice_coordinator) == []


def test_the_search_page_alerts_by_its_words_within_ones_walls(world: World) -> None:
    for person in (world.other_member, world.outsider):
        keep(person, "q=benches&kind=initiative", "everywhere")
    initiative(world.youth, "Benches among us", public=False, by=world.partner)
    initiative(world.youth, "Benches for all", by=world.partner)
    look()
    assert sorted(alerts(world.other_member)) == ["Benches among us", "Benches for all"]
    assert alerts(world.outsider) == ["Benches for all"]


def test_ones_own_doing_is_no_alert_then_or_later(world: World) -> None:
    keep(world.partner, "challenge=housing")
    own = initiative(world.youth, "My keys", challenges=[world.housing], by=world.partner)
    look()
    tag(own, world)
    look(timezone.now() + timedelta(hours=1))
    assert alerts(world.partner) == []


def test_what_is_silent_is_not_looked_at(world: World) -> None:
    saved = keep(world.other_member, "challenge=housing")
    Follow.end(thing=saved, by=world.other_member)
    initiative(world.youth, "Keys", challenges=[world.housing], by=world.partner)
    look()
    assert not Owed.objects.filter(task="search.look").exists()
    assert alerts(world.other_member) == []


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_asks_the_same_few_questions(
    world: World, partner: Client, django_assert_max_num_queries: object, number: int
) -> None:
    for one in range(number):
        keep(world.partner, f"q=bench{one}", "everywhere")
    partner.get(URL)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        partner.get(URL)
