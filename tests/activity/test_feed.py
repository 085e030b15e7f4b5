"""What happened, told to one reader: each thing once, behind the walls, by cursor, as Atom, in numbers."""

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone, translation

from activity.feed import latest, momentum, movement, page
from activity.models import record
from tests.world import World, initiative, member

ATOM = "{http://www.w3.org/2005/Atom}"


def words(person: Any, about: Any = None) -> list[str]:
    return [story.words for story in latest(person, about)]


def change(made: Any, world: World, **new: Any) -> None:
    now = {
        "title": made.title,
        "text": made.body,
        "language": made.language,
        "stage": made.stage,
        "place": made.place,
        "challenges": list(made.challenges.all()),
        "public": made.public,
    }
    made.change(by=world.partner, **{**now, **new})


def test_each_thing_is_told_once_with_its_newest_state_and_links(world: World) -> None:
    made = initiative(world.youth, "Lamp <b>", by=world.partner)
    change(made, world, title="Lamps & light")
    story = latest(None)[0]
    assert story.sentence == (
        f'<a href="{world.youth.organisation.get_absolute_url()}">Celje Youth Centre</a> changed '
        f'<a href="{made.get_absolute_url()}">Lamps &amp; light</a>'
    )
    assert story.words == "Celje Youth Centre changed Lamps & light"
    assert (story.thing, story.earlier) == (made, 1)


def test_nobodys_own_name_is_told(world: World) -> None:
    world.partner.name = "Ana Novak"
    world.partner.save(update_fields=["name"])
    initiative(world.youth, "Lamp", by=world.partner)
    initiative(world.youth, "Bench", by=world.administrator)
    initiative(world.youth, "Ring", by=world.outsider)
    initiative(world.youth, "Tree")
    told = words(world.coordinator)[:4]
    assert told == [
        "Celje Youth Centre logged the initiative Tree",
        "Somebody logged the initiative Ring",
        "The administration logged the initiative Bench",
        "Celje Youth Centre logged the initiative Lamp",
    ]


def test_who_works_for_two_acts_for_the_one_concerned_and_past_work_counts(world: World) -> None:
    both = member(world.incubator, "both@celje.example")
    second = type(world.partner.memberships.get()).begin(
        person=both, partnership=world.youth, role="member", by=None
    )
    initiative(world.youth, "Lamp", by=both)
    initiative(world.incubator, "Bench", by=both)
    second.end(by=world.coordinator)
    told = words(world.coordinator)
    assert told[0].startswith("Business Incubator")
    assert told[1].startswith("Celje Youth Centre")


def test_names_and_titles_are_in_the_readers_language_or_say_theirs(world: World) -> None:
    initiative(world.youth, "Dvorišče", language="sl", by=world.partner)
    assert ' lang="sl">Dvorišče</a>' in latest(None)[0].sentence
    organisation = world.youth.organisation
    organisation.translations = {"sl": {"name": "Mladinski center Celje"}}
    organisation.save(update_fields=["translations"])
    with translation.override("sl"):
        sentence = latest(None)[0].sentence
    assert "Mladinski center Celje" in sentence
    assert "lang=" not in sentence


def test_nobody_is_told_of_what_they_may_not_see(world: World) -> None:
    initiative(world.youth, "Quiet plan", public=False, by=world.partner)
    for person in (None, AnonymousUser(), world.outsider, world.kosice_coordinator, world.administrator):
        assert not any("Quiet plan" in sentence for sentence in words(person))
    assert any("Quiet plan" in sentence for sentence in words(world.other_member))


def test_an_older_public_state_of_what_is_now_walled_is_not_told(world: World) -> None:
    made = initiative(world.youth, "Lamp", by=world.partner)
    change(made, world, public=False)
    assert not any("Lamp" in sentence for sentence in words(None))


def test_what_was_withdrawn_is_no_longer_told_of(world: World) -> None:
    made = initiative(world.youth, "Gone", by=world.partner)
    made.withdraw(by=world.partner, reason="Logged twice")
    assert not any("Gone" in sentence for sentence in words(world.partner))


def test_around_a_thing_is_told_what_concerns_it_and_itself_event_by_event(world: World) -> None:
    lamp = initiative(world.youth, "Lamp", challenges=[world.city_vibe], by=world.partner)
    initiative(world.youth, "Bench", challenges=[world.housing], by=world.partner)
    for number in range(3):
        change(lamp, world, text=f"Words {number}")
    told = words(None, world.city_vibe)
    assert told[0] == "Celje Youth Centre changed Lamp"
    assert not any("Bench" in sentence for sentence in told)
    assert words(None, lamp) == [
        "Celje Youth Centre changed Lamp 3 times",
        "Celje Youth Centre logged the initiative Lamp",
    ]


def test_who_joins_is_in_no_feed(world: World) -> None:
    member(world.youth, "new@celje.example")
    assert not any("joined" in sentence for sentence in words(world.coordinator))


def test_pages_follow_one_another_without_gap_or_repetition(world: World) -> None:
    made = [initiative(world.youth, f"Lamp {number}", by=world.partner) for number in range(25)]
    change(made[3], world, title="Lamp 3 again")
    seen, before = [], ""
    for _ in range(20):
        here = page(None, before=before, limit=4)
        seen += [story.thing.pk for story in here.stories]
        before = here.next
        if not before:
            break
        # Something happens while one reads: it shifts nothing.
        initiative(world.youth, "Meanwhile", by=world.partner)
    lamps = [made[3].pk, *(row.pk for row in reversed(made) if row != made[3])]
    assert [pk for pk in seen if pk in lamps] == lamps
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("before", ["x", "1", "-", "1-", "-1", "²-1", "9" * 30 + "-1", "1-" + "9" * 30])
def test_a_forged_cursor_is_the_end(world: World, client: Client, before: str) -> None:
    initiative(world.youth, "Lamp", by=world.partner)
    assert page(None, before=before).stories == []
    assert client.get("/en/activity/", {"before": before}).status_code == 200


def test_things_hidden_from_the_reader_do_not_end_the_page_early(world: World) -> None:
    shown = [initiative(world.youth, f"Lamp {number}", by=world.partner) for number in range(3)]
    for number in range(30):
        gone = initiative(world.youth, f"Gone {number}", by=world.partner)
        gone.withdraw(by=world.partner, reason="Logged twice")
    seen, before = [], ""
    for _ in range(30):
        here = page(None, before=before, limit=4)
        assert here.stories
        seen += [story.thing.pk for story in here.stories]
        before = here.next
        if not before:
            break
    assert {row.pk for row in shown} <= set(seen)


@pytest.mark.parametrize("rows", [5, 40])
def test_its_queries_do_not_grow(world: World, rows: int, django_assert_max_num_queries: Any) -> None:
    for number in range(rows):
        initiative(world.youth, f"Lamp {number}", by=world.partner, challenges=[world.housing])
    # One for the events, one for each kind of thing among them: an initiative, a challenge, a block.
    with django_assert_max_num_queries(4):
        latest(None)
    with django_assert_max_num_queries(2):
        movement(None, world.housing)


class TestMomentum:
    NOW = datetime.fromisoformat("2026-03-31T12:00+02:00")  # the Tuesday after the clocks went forward

    def happen(self, world: World, **ago: int) -> None:
        record("challenge.opened", actor=None, subject=world.housing, at=self.NOW - timedelta(**ago))

    def test_weeks_begin_on_monday_by_the_readers_clock(self, world: World) -> None:
        self.happen(world, days=1)  # Monday
        self.happen(world, days=2)  # Sunday
        self.happen(world, hours=36, minutes=1)  # Sunday, a minute to midnight
        self.happen(world, hours=36)  # Monday, midnight
        with timezone.override("Europe/Ljubljana"):
            weeks = momentum(None, world.housing, now=self.NOW).weeks
        assert weeks[-2:] == [2, 2]
        assert len(weeks) == 12

    def test_the_sentence_compares_four_weeks_with_the_four_before(self, world: World) -> None:
        for days in (1, 2, 3, 40):
            self.happen(world, days=days)
        found = momentum(None, world.housing, now=self.NOW)
        assert found.sentence == (
            "3 things happened in the last four weeks, more than in the four before (1)."
        )
        assert movement(None, world.housing).momentum.weeks != found.weeks  # type: ignore[union-attr]

    def test_silence_is_said(self, world: World) -> None:
        quiet = momentum(None, world.kosice, now=self.NOW - timedelta(days=365))
        assert quiet.sentence == "Nothing has happened in the last twelve weeks."

    def test_what_is_walled_is_not_counted(self, world: World) -> None:
        initiative(world.youth, public=False, by=world.partner)
        before = sum(momentum(None).weeks)
        assert sum(momentum(world.partner).weeks) == before + 1


class TestPages:
    def test_the_page_is_public_whole_and_in_part(self, world: World, client: Client) -> None:
        for number in range(25):
            initiative(world.youth, f"Lamp {number}", by=world.partner)
        whole = client.get("/en/activity/")
        assert whole.status_code == 200
        following = whole.context["feed"].next
        part = client.get(
            "/en/activity/", {"before": following}, headers={"HX-Request": "true", "HX-Target": "more"}
        ).content.decode()
        assert "<html" not in part
        assert "Lamp 4<" in part
        assert "Lamp 24<" not in part

    def test_around_what_one_may_not_see_is_not_found(self, world: World, client: Client) -> None:
        made = initiative(world.youth, public=False, by=world.partner)
        for about in (f"initiative:{made.slug}", "initiative:none", "person:1", "x", "initiative:a\x00"):
            assert client.get("/en/activity/", {"about": about}).status_code == 404
            assert client.get("/feeds/activity.atom", {"about": about}).status_code == 404
        client.force_login(world.partner)
        assert client.get("/en/activity/", {"about": f"initiative:{made.slug}"}).status_code == 200

    def test_atom_is_public_only_whoever_asks(self, world: World, client: Client) -> None:
        initiative(world.youth, "Quiet plan", public=False, by=world.partner)
        initiative(world.youth, "Lamp & <light>", by=world.partner)
        client.force_login(world.partner)
        answer = client.get("/feeds/activity.atom")
        assert answer["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert "Celje Youth Centre logged the initiative Lamp & <light>" in titles
        assert b"Quiet plan" not in answer.content
        assert b"@" not in answer.content

    def test_atom_around_a_thing_in_a_language(self, world: World, client: Client) -> None:
        initiative(world.youth, "Lamp", by=world.partner, challenges=[world.housing])
        about = {"about": "challenge:housing", "language": "sl"}
        feed = ElementTree.fromstring(client.get("/feeds/activity.atom", about).content)
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "sl"
        assert client.get("/feeds/activity.atom", {"language": "xx"}).status_code == 404
