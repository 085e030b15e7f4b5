"""How it goes: adding updates, the timeline, lessons at the challenge; versions and restoring them."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from activity.models import Event
from initiatives.models import Details, Initiative, Line, Link, Participation, Update
from people.models import Draft
from tests.initiatives.test_verbs import change
from tests.who import client_of, statuses, table
from tests.world import World, initiative


@pytest.fixture
def made(world: World) -> Initiative:
    return initiative(
        world.youth,
        "Table tennis",
        by=world.partner,
        partners=[world.incubator],
        challenges=[world.city_vibe],
    )


def add(thing: Initiative) -> str:
    return f"{thing.get_absolute_url()}updates/new/"


def test_who_may_add_an_update(world: World, made: Initiative) -> None:
    """Those beside the lead as well."""
    sent = {"text": "It goes on."}
    assert statuses(world, lambda client: client.post(add(made), sent)) == table(
        302, 403, 302, 302, 302, 403, 302
    )
    assert Update.objects.count() == 4


def test_one_text_is_enough_and_stands_on_the_timeline(
    world: World, made: Initiative, client: Client
) -> None:
    answer = client_of(world, "partner").post(add(made), {"text": "Two tables\r\nstand. <b>"})
    told = Update.objects.get()
    assert answer["Location"] == told.get_absolute_url()
    assert (told.kind, told.body, told.language) == ("progress", "Two tables\nstand. <b>", "en")
    page = client.get(made.get_absolute_url()).content.decode()
    assert f'id="update-{told.pk}"' in page
    assert "&lt;b&gt;" in page
    assert "Add an update" not in page
    assert "Two tables stand." in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 4_001},
        {"text": "\x00"},
        {"kind": "stage"},
        {"happened_on": "2999-01-01"},
        {"happened_on": "soon"},
        {"language": "xx"},
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(
    world: World, made: Initiative, wrong: dict[str, str]
) -> None:
    answer = client_of(world, "partner").post(add(made), {"text": "Typed just now", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert "text" in wrong or "Typed just now" in answer.content.decode()
    assert not Update.objects.exists()


def test_an_update_keeps_drafts_and_publishing_ends_them(world: World, made: Initiative) -> None:
    client = client_of(world, "partner")
    answer = client.post(add(made), {"text": "Half a th", "kind": "lesson", "act": "save_draft"})
    page = client.get(answer["Location"])
    assert "Half a th" in page.content.decode()
    draft = Draft.objects.get()
    client.post(add(made), {"text": "Half a thought", "kind": "lesson", "draft": str(draft.pk)})
    assert not Draft.objects.exists()
    assert Update.objects.get().kind == "lesson"


def test_lessons_stand_at_the_challenge_as_far_as_walls_allow(
    world: World, made: Initiative, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = initiative(world.youth, public=False, challenges=[world.city_vibe])
    for about, text in ((made, "Noon is too hot."), (own, "Only for us.")):
        Update.add(about=about, kind="lesson", text=text, language="en", by=world.partner)
    Update.add(about=made, kind="progress", text="No lesson.", language="en", by=world.partner)
    challenge = world.city_vibe.get_absolute_url()
    page = client.get(challenge).content.decode()
    lessons = page.partition('id="lessons"')[2].partition("</section>")[0]
    assert "Noon is too hot." in lessons
    assert "Only for us." not in page
    assert "No lesson." not in lessons
    assert "Only for us." in client_of(world, "other_member").get(challenge).content.decode()
    assert 'id="lessons"' not in client.get(world.housing.get_absolute_url()).content.decode()


def test_who_may_withdraw_an_update(world: World, made: Initiative) -> None:
    told = Update.add(about=made, kind="progress", text="Twice", language="en", by=world.other_member)
    url = f"{made.get_absolute_url()}updates/{told.pk}/withdraw/"
    assert statuses(world, lambda client: client.get(url)) == table(302, 403, 200, 200, 200, 403, 200)
    made.partners.clear()
    assert client_of(world, "other_member").get(url).status_code == 403
    partner = client_of(world, "partner")
    assert partner.post(url, {"reason": ""}).status_code == 422
    partner.post(url, {"reason": "It was told twice."})
    assert "Twice" not in partner.get(made.get_absolute_url()).content.decode()
    assert partner.get(url).status_code == 404


def test_a_new_stage_is_no_news_to_take_back(world: World, made: Initiative) -> None:
    change(made, world, stage="uptake", stage_reason="It is used.")
    told = Update.objects.get()
    url = f"{made.get_absolute_url()}updates/{told.pk}/withdraw/"
    assert client_of(world, "partner").post(url, {"reason": "No"}).status_code == 403


def test_versions_say_who_when_and_what_and_can_be_restored(world: World, made: Initiative) -> None:
    change(
        made,
        world,
        title="Chess",
        text="We play chess.",
        note="It is chess now",
        details=Details(
            needs=[Line("space", "A hall")],
            links=[Link("https://example.org/")],
            participation=Participation.INVOLVE,
        ),
    )
    client = client_of(world, "other_member")
    url = f"{made.get_absolute_url()}versions/"
    page = client.get(url).content.decode()
    for words in (
        "Version 2",
        "It is chess now",
        "Title · What is happening?",
        "What do you need?",
        "Partner",
    ):
        assert words in page
    page = client.get(f"{url}2/").content.decode()
    assert "Table tennis</del>" in page
    assert "Chess</ins>" in page
    assert "Space · A hall</ins>" in page
    assert "Restore this version" not in page
    assert "Restore this version" in client.get(f"{url}1/").content.decode()
    assert client.get(f"{url}3/").status_code == 404
    answer = client.post(f"{url}1/restore/")
    assert answer["Location"] == made.get_absolute_url()
    made.refresh_from_db()
    assert (made.title, made.version, made.needs) == ("Table tennis", 3, [])
    assert Event.objects.filter(kind="initiative.changed", actor=world.other_member).exists()
    client.post(f"{url}99/restore/")
    made.refresh_from_db()
    assert made.version == 3


def test_versions_stay_inside_the_alliance(world: World, made: Initiative) -> None:
    url = f"{made.get_absolute_url()}versions/"
    assert statuses(world, lambda client: client.get(url)) == table(302, 403, 200, 200, 200, 403, 200)


def test_the_page_shows_everything_it_says(world: World, made: Initiative, client: Client) -> None:
    origin = initiative(world.kosice_city, "Šach", language="sk")
    change(
        made,
        world,
        details=Details(
            participation=Participation.CO_CREATE,
            participation_reason="They use it",
            needs=[Line("funding", "A roof")],
            offers=[Line("skills", "Refereeing")],
            links=[Link("https://example.org/a/", "The rules")],
            adapted_from=origin,
        ),
    )
    page = client.get(made.get_absolute_url()).content.decode()
    for words in (
        *("Co-create", "People decide with us.", "They use it", "Funding", "A roof", "Refereeing"),
        *('href="https://example.org/a/"', "The rules", "Šach", "(Košice)"),
    ):
        assert words in page
    origin.withdraw(by=world.kosice_coordinator, reason="Twice")
    assert "Adapted from" not in client.get(made.get_absolute_url()).content.decode()
