"""The inbox: grouped by thing, read one by one, by thing or all, with the reason and its switch."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Event, Follow, Notification, Preference, chosen_by, record, unread
from activity.registry import job_of
from tests.world import World, initiative

INBOX = "/en/me/notifications/"


def tell(event: Event) -> None:
    job_of("activity.tell").run(event=event.pk, now=timezone.now())


@pytest.fixture
def told(world: World) -> World:
    """The other member follows Housing: an initiative on it was logged and changed twice; another was logged."""
    Follow.begin(thing=world.housing, by=world.other_member)
    lamp = initiative(world.youth, "Lamp", by=world.partner, challenges=[world.housing])
    for kind in ("initiative.changed", "initiative.changed"):
        record(kind, actor=world.partner, subject=lamp, concerns=lamp.news_for())
    bench = initiative(world.youth, "Bench", by=world.partner, challenges=[world.housing])
    for event in [*Event.objects.about(lamp).order_by("id"), *Event.objects.about(bench)]:
        tell(event)
    return world


def inbox(client: Client, world: World, **query: str) -> Any:
    client.force_login(world.other_member)
    return client.get(INBOX, query)


@pytest.mark.parametrize(
    "path",
    [INBOX, f"{INBOX}settings/", "/en/me/following/", "/en/me/people/"],
)
def test_a_visitor_is_asked_to_sign_in(db: None, client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/accounts/login/")
    for act in ("read", "quiet"):
        assert client.post(f"{INBOX}{act}/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "who",
    ["outsider", "other_member", "partner", "coordinator", "kosice_coordinator", "administrator"],
)
def test_everybody_has_their_own_and_nobody_elses(told: World, client: Client, who: str) -> None:
    client.force_login(getattr(told, who))
    page = client.get(INBOX)
    assert page.status_code == 200
    assert ("Lamp" in page.content.decode()) == (who in {"other_member", "coordinator"})


def test_each_thing_is_one_row_with_its_newest_state(told: World, client: Client) -> None:
    page = inbox(client, told)
    groups = page.context["inbox"].groups
    assert [(str(group.newest.story.thing), group.count, group.unread) for group in groups] == [
        ("Bench", 1, 1),
        ("Lamp", 3, 3),
    ]
    assert groups[1].newest.story.words == "Celje Youth Centre changed Lamp"
    assert "You follow Housing." in page.content.decode()
    assert unread(told.other_member) == 2


def test_one_a_group_and_all_are_marked_as_read(told: World, client: Client) -> None:
    inbox(client, told)
    lamp = Notification.objects.filter(person=told.other_member, event__kind="initiative.changed").first()
    assert lamp is not None
    client.post(f"{INBOX}read/", {"note": lamp.pk})
    assert Notification.objects.filter(person=told.other_member).unread().count() == 3
    answer = client.post(f"{INBOX}read/", {"subject": lamp.subject_id})
    assert answer["Location"] == f"{INBOX}#{lamp.subject_id}"
    assert Notification.objects.filter(person=told.other_member).unread().count() == 1
    client.post(f"{INBOX}read/", {"all": "1"})
    assert unread(told.other_member) == 0
    assert Notification.objects.filter(person=told.coordinator).unread().exists()


def test_reading_changes_nothing_by_get(told: World, client: Client) -> None:
    inbox(client, told)
    assert unread(told.other_member) == 2
    assert client.get(f"{INBOX}read/").status_code == 405


def test_nobody_marks_what_is_anothers(told: World, client: Client) -> None:
    note = Notification.objects.filter(person=told.coordinator).first()
    assert note is not None
    client.force_login(told.other_member)
    client.post(f"{INBOX}read/", {"note": note.pk})
    note.refresh_from_db()
    assert note.read_at is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"note": "x"},
        {"note": "9" * 30},
        {"note": "²"},
        {"subject": "x"},
        {"subject": "\x00"},
        {"other": "1"},
    ],
)
def test_senseless_marks_are_not_found(told: World, client: Client, data: dict[str, str]) -> None:
    client.force_login(told.other_member)
    assert client.post(f"{INBOX}read/", data).status_code == 404
    assert unread(told.other_member) == 2


def test_the_switch_beside_the_reason_turns_the_topic_off(told: World, client: Client) -> None:
    page = inbox(client, told)
    assert "Tell me no more of this: Initiatives" in page.content.decode()
    client.post(f"{INBOX}quiet/", {"topic": "initiatives"})
    chosen = chosen_by(told.other_member)
    assert (chosen["initiatives", "inbox"], chosen["initiatives", "mail"]) == ("off", "off")
    assert client.post(f"{INBOX}quiet/", {"topic": "nothing"}).status_code == 404


def test_unfollowing_beside_the_reason(told: World, client: Client) -> None:
    page = inbox(client, told).content.decode()
    assert 'value="challenge:housing"' in page
    client.post("/en/me/following/", {"subject": "challenge:housing", "on": "0", "next": INBOX})
    assert not Follow.objects.of(told.other_member).exists()
    # The reason is still told, as what it was.
    assert inbox(client, told).status_code == 200


def test_what_was_withdrawn_is_told_as_gone(told: World, client: Client) -> None:
    bench = Notification.objects.filter(person=told.other_member).newest_first()[0].event
    thing = next(iter(type(told.housing.initiatives.first()).objects.filter(pk=bench.subject_id)))
    thing.withdraw(by=told.partner, reason="Logged twice")
    page = inbox(client, told).content.decode()
    assert "Bench" not in page
    assert "This is no longer here" in page


def test_an_empty_inbox_says_what_to_do(world: World, client: Client) -> None:
    client.force_login(world.outsider)
    assert "Nothing new on your table" in client.get(INBOX).content.decode()


@pytest.mark.parametrize("rows", [5, 40])
def test_its_queries_do_not_grow(
    world: World, client: Client, rows: int, django_assert_max_num_queries: Any
) -> None:
    Follow.begin(thing=world.housing, by=world.other_member)
    for number in range(rows):
        made = initiative(world.youth, f"Lamp {number}", by=world.partner, challenges=[world.housing])
        tell(Event.objects.about(made).get())
    client.force_login(world.other_member)
    with django_assert_max_num_queries(8):
        page = client.get(INBOX)
    assert bool(page.context["inbox"].next) == (rows > 20)
    with django_assert_max_num_queries(1):
        assert unread(world.other_member) == rows


def test_further_groups_come_as_a_part_by_cursor(world: World, client: Client) -> None:
    Follow.begin(thing=world.housing, by=world.other_member)
    for number in range(25):
        made = initiative(world.youth, f"Lamp {number}", by=world.partner, challenges=[world.housing])
        tell(Event.objects.about(made).get())
    before = inbox(client, world).context["inbox"].next
    part = client.get(INBOX, {"before": before}, headers={"HX-Request": "true", "HX-Target": "more"})
    assert "<html" not in part.content.decode()
    assert len(part.context["inbox"].groups) == 5
    assert inbox(client, world, before="x").context["inbox"].groups == []


class TestFollowing:
    def test_following_and_unfollowing(self, world: World, client: Client) -> None:
        client.force_login(world.outsider)
        for on, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
            answer = client.post(
                "/en/me/following/", {"subject": "challenge:housing", "on": on, "next": "/en/challenges/"}
            )
            assert answer["Location"] == "/en/challenges/"
            assert Follow.objects.of(world.outsider).count() == count

    @pytest.mark.parametrize(
        "subject", ["challenge:kosice-own", "challenge:none", "person:1", "", "membership:1", "x:\x00"]
    )
    def test_what_one_may_not_see_is_not_found(self, world: World, client: Client, subject: str) -> None:
        client.force_login(world.partner)
        assert client.post("/en/me/following/", {"subject": subject, "on": "1"}).status_code == 404
        assert not Follow.objects.exists()

    @pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, world: World, client: Client, away: str) -> None:
        client.force_login(world.partner)
        answer = client.post("/en/me/following/", {"subject": "challenge:housing", "on": "1", "next": away})
        assert answer["Location"] == "/en/me/following/"

    def test_the_button_alone_answers_htmx(self, world: World, client: Client) -> None:
        client.force_login(world.partner)
        here = "/en/challenges/housing/"
        page = client.get(here).content.decode()
        assert 'id="follow"' in page
        answer = client.post(
            "/en/me/following/",
            {
                "subject": "challenge:housing",
                "on": "1",
                "next": f"/en/me/following/?about=challenge%3Ahousing&next={here}",
            },
            headers={"HX-Request": "true", "HX-Target": "follow"},
            follow=True,
        )
        part = answer.content.decode()
        assert "<html" not in part
        assert "Unfollow" in part
        assert f'name="next" value="{here}"' in part

    def test_a_visitor_sees_no_button(self, world: World, client: Client) -> None:
        assert 'id="follow"' not in client.get("/en/challenges/housing/").content.decode()

    def test_the_list_shows_what_one_may_still_see(self, world: World, client: Client) -> None:
        for thing in (world.housing, world.celje, world.youth.organisation):
            Follow.begin(thing=thing, by=world.outsider)
        world.housing.show_to_all(False, by=world.coordinator)
        client.force_login(world.outsider)
        page = client.get("/en/me/following/").content.decode()
        assert "Local Alliance Celje" in page
        assert "Celje Youth Centre" in page
        assert "Housing" not in page


class TestSettings:
    def data(self, **changed: str) -> dict[str, str]:
        page = {f"inbox_{name}": "on" for name in ("mention", "initiatives", "tags", "challenges")}
        page |= {f"inbox_{name}": "on" for name in ("people", "blocks", "movement")}
        page |= {name.replace("inbox_", "mail_"): "weekly" for name in page}
        return {name: value for name, value in {**page, **changed}.items() if value}

    def test_it_keeps_what_is_chosen(self, world: World, client: Client) -> None:
        client.force_login(world.partner)
        page = client.get(f"{INBOX}settings/")
        assert page.status_code == 200
        data = {name: "weekly" if name.startswith("mail_") else "on" for name in page.context["form"].fields}
        data |= {"mail_mention": "off", "mail_tags": "daily"}
        del data["inbox_tags"]
        assert client.post(f"{INBOX}settings/", data).status_code == 302
        chosen = chosen_by(world.partner)
        assert chosen["mention", "mail"] == "off"
        assert chosen["tags", "mail"] == "daily"
        assert chosen["tags", "inbox"] == "off"
        assert chosen["", "mail"] == "off"
        del data["no_mail"]
        client.post(f"{INBOX}settings/", data)
        assert chosen_by(world.partner)["", "mail"] == "instant"

    @pytest.mark.parametrize("bad", ["hourly", "", "\x00", "x" * 500])
    def test_a_pace_that_is_none_is_refused_at_its_field(
        self, world: World, client: Client, bad: str
    ) -> None:
        client.force_login(world.partner)
        answer = client.post(f"{INBOX}settings/", self.data(mail_tags=bad))
        assert answer.status_code == 422
        assert "mail_tags" in answer.context["form"].errors
        assert not Preference.objects.exists()

    def test_only_what_is_said_to_one_in_person_comes_at_once_by_itself(self, world: World) -> None:
        """A mention, an answer, an introduction, a change to a visit one comes to."""
        chosen = chosen_by(world.partner)
        assert {
            topic for (topic, channel), pace in chosen.items() if channel == "mail" and pace == "instant"
        } == {
            "mention",
            "answers",
            "connections",
            "visit_changes",
            "",
        }


class TestUnsubscribing:
    def test_a_forged_word_is_not_found(self, db: None, client: Client) -> None:
        for token in ("x", "a:b:c", "%00"):
            assert client.get(f"/en/unsubscribe/{token}/").status_code == 404
            assert client.post(f"/en/unsubscribe/{token}/").status_code == 404

    def test_one_topic_is_stopped_by_post_without_cookie_and_not_by_get(
        self, world: World, client: Client
    ) -> None:
        from activity.unsubscribing import address_to_stop

        address = address_to_stop(world.partner, topic="mention")
        path = address[address.index("/en/") :]
        strict = Client(enforce_csrf_checks=True)
        assert strict.get(path).status_code == 200
        assert not Preference.objects.exists()
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert chosen_by(world.partner)["mention", "mail"] == "off"
        assert chosen_by(world.partner)["mention", "inbox"] == "instant"
        assert strict.post(path).status_code == 200
