"""Editing and withdrawing through their pages."""

from typing import Any

import pytest
from django.test import Client

from activity.models import Event
from initiatives.models import Initiative
from tests.typed import typed
from tests.who import client_of, statuses, table
from tests.world import World, initiative


@pytest.fixture
def made(world: World) -> Initiative:
    return initiative(
        world.youth,
        "Table tennis",
        by=world.partner,
        challenges=[world.housing],
        place=world.prebold,
        stage="uptake",
        language="sl",
    )


def edit(thing: Initiative) -> str:
    return f"{thing.get_absolute_url()}edit/"


def answers(thing: Initiative, **new: Any) -> dict[str, Any]:
    """What the form sends where nothing was touched but ``new``."""
    return {
        "title": thing.title,
        "text": thing.body,
        "challenges": [one.slug for one in thing.challenges.all()],
        "visibility": "public" if thing.public else "own",
        "stage": thing.stage,
        "place": str(thing.place_id or ""),
        "language": thing.language,
        "seen": thing.version,
        **new,
    }


def test_who_may_edit(world: World, made: Initiative) -> None:
    expected = table(302, 403, 403, 200, 200, 403, 200)
    assert statuses(world, lambda client: client.get(edit(made))) == expected
    sent = answers(made)
    assert statuses(world, lambda client: client.post(edit(made), sent)) == table(
        302, 403, 403, 302, 302, 403, 302
    )


def test_who_may_edit_what_is_not_for_all(world: World) -> None:
    own = initiative(world.youth, public=False)
    assert statuses(world, lambda client: client.get(edit(own))) == table(302, 404, 403, 200, 200, 404, 200)


def test_organisations_beside_the_leading_one_edit_too(world: World) -> None:
    beside = initiative(world.youth, partners=[world.incubator])
    assert client_of(world, "other_member").get(edit(beside)).status_code == 200


def test_the_form_shows_what_it_says_and_saves_what_is_new(world: World, made: Initiative) -> None:
    client = client_of(world, "partner")
    form = client.get(edit(made)).context["form"]
    assert answers(made).items() <= form.initial.items()
    answer = client.post(edit(made), answers(made, title="Chess", challenges=["city-vibe"], place=""))
    assert answer["Location"] == made.get_absolute_url()
    made.refresh_from_db()
    assert (made.title, made.place, list(made.challenges.all())) == ("Chess", None, [world.city_vibe])
    assert (made.stage, made.language, made.author) == ("uptake", "sl", world.partner)
    assert Event.objects.about(made).newest_first()[0].facts == {
        "fields": ["challenges", "place_id", "title"]
    }


def test_sending_it_unchanged_is_no_event(world: World, made: Initiative) -> None:
    client_of(world, "partner").post(edit(made), answers(made))
    assert Event.objects.about(made).count() == 1


def test_the_organisation_stays_whatever_is_sent(world: World, made: Initiative) -> None:
    client_of(world, "partner").post(
        edit(made), answers(made, title="New", partnership=str(world.incubator.pk))
    )
    made.refresh_from_db()
    assert (made.title, made.partnership) == ("New", world.youth)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 141}, {"text": "\x00"}, {"challenges": ["kosice-own"]}, {"seen": "one"}],
)
def test_what_does_not_fit_is_422_and_kept(world: World, made: Initiative, wrong: dict[str, Any]) -> None:
    answer = client_of(world, "partner").post(
        edit(made), answers(made, **{"text": "Typed just now", **wrong})
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    if "text" not in wrong:
        assert "Typed just now" in answer.content.decode()
    made.refresh_from_db()
    assert made.version == 1


def test_a_new_stage_is_asked_for_its_reason(world: World, made: Initiative) -> None:
    client = client_of(world, "partner")
    answer = client.post(edit(made), answers(made, stage="closed"))
    assert answer.status_code == 422
    assert "Say in a sentence why" in answer.content.decode()
    assert '<option value="closed" selected>' in answer.content.decode()
    client.post(edit(made), answers(made, stage="closed", stage_reason="Nobody came in winter."))
    page = client.get(made.get_absolute_url()).content.decode()
    assert "New stage: Closed" in page
    assert "Nobody came in winter." in page


@pytest.fixture
def overtaken(world: World, made: Initiative) -> str:
    """The page that the later of two writers meets: one changed title, text and stage, the other text and place."""
    before = answers(made)
    client_of(world, "coordinator").post(
        edit(made),
        {
            **before,
            "title": "Chess",
            "text": "We play\nchess.",
            "stage": "closed",
            "stage_reason": "It is over.",
        },
    )
    typed_late = {**before, "text": "We play\r\ntennis & chess.", "place": str(world.celje_place.pk)}
    typed_late |= {"needs_kind": ["space", ""], "needs_text": ["A hall", ""], "note": "Needs told"}
    answer = client_of(world, "partner").post(edit(made), typed_late)
    assert answer.status_code == 422
    return answer.content.decode()


def test_the_later_of_two_writers_sees_both_texts_and_loses_nothing(
    world: World, made: Initiative, overtaken: str
) -> None:
    for words in ("Chess", "Table tennis", "We play\nchess.", "tennis &amp; chess.", "Space · A hall"):
        assert words in overtaken
    made.refresh_from_db()
    assert (made.title, made.version) == ("Chess", 2)
    held = typed(overtaken, edit(made))
    stands = {name.removeprefix("stands:"): value for name, [*_, value] in held.items() if "stands:" in name}
    # What only the other changed stands as theirs, all else as it was written.
    assert stands == {"title": "theirs", "text": "mine", "stage": "theirs", "place": "mine", "needs": "mine"}


def test_sent_as_it_stands_both_changes_are_kept(world: World, made: Initiative, overtaken: str) -> None:
    client = client_of(world, "partner")
    assert client.post(edit(made), typed(overtaken, edit(made))).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.body, made.stage) == ("Chess", "We play\ntennis & chess.", "closed")
    assert (made.place, made.needs) == (world.celje_place, [{"kind": "space", "text": "A hall"}])
    assert made.revisions.newest_first()[0].note == "Needs told"


def test_the_other_answer_can_be_taken_and_a_text_put_together(
    world: World, made: Initiative, overtaken: str
) -> None:
    held = typed(overtaken, edit(made))
    held |= {
        "stands:title": ["mine"],
        "title": ["Both"],
        "stands:needs": ["theirs"],
        "stands:place": ["theirs"],
    }
    client_of(world, "partner").post(edit(made), {**held, "stands:text": ["theirs"]})
    made.refresh_from_db()
    assert (made.title, made.body, made.needs, made.place) == ("Both", "We play\nchess.", [], world.prebold)


def test_overtaken_again_the_page_comes_again(world: World, made: Initiative, overtaken: str) -> None:
    made.refresh_from_db()
    client_of(world, "coordinator").post(edit(made), answers(made, title="Draughts"))
    answer = client_of(world, "partner").post(edit(made), typed(overtaken, edit(made)))
    assert answer.status_code == 422
    assert "Draughts" in answer.content.decode()


def test_turning_it_into_the_alliances_own_hides_it(world: World, made: Initiative, client: Client) -> None:
    client_of(world, "partner").post(edit(made), answers(made, visibility="own"))
    assert client.get(made.get_absolute_url()).status_code == 404


def take_back(thing: Initiative) -> str:
    return f"{thing.get_absolute_url()}withdraw/"


def test_who_may_withdraw(world: World, made: Initiative) -> None:
    expected = table(302, 403, 403, 200, 200, 403, 200)
    assert statuses(world, lambda client: client.get(take_back(made))) == expected
    beside = initiative(world.youth, partners=[world.incubator])
    assert client_of(world, "other_member").get(take_back(beside)).status_code == 403


def test_asking_changes_nothing(world: World, made: Initiative) -> None:
    client_of(world, "partner").get(take_back(made))
    made.refresh_from_db()
    assert made.withdrawn_at is None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "\x00"])
def test_a_reason_is_needed(world: World, made: Initiative, reason: str) -> None:
    answer = client_of(world, "partner").post(take_back(made), {"reason": reason})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reason"]
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_withdrawn_it_is_410_with_its_reason_everywhere(
    world: World, made: Initiative, client: Client
) -> None:
    partner = client_of(world, "partner")
    answer = partner.post(take_back(made), {"reason": "Logged <b>twice</b>"}, follow=True)
    assert "Withdrawn. Its old address now tells why." in answer.content.decode()
    page = client.get(made.get_absolute_url())
    assert page.status_code == 410
    assert "Logged &lt;b&gt;twice&lt;/b&gt;" in page.content.decode()
    for path in (edit(made), take_back(made)):
        assert partner.get(path).status_code == 410
        assert partner.post(path, {"reason": "Again"}).status_code == 410


def test_what_was_the_alliances_own_stays_404_to_others(world: World, client: Client) -> None:
    own = initiative(world.youth, public=False)
    own.withdraw(by=world.partner, reason="Secret reason")
    answer = client.get(own.get_absolute_url())
    assert answer.status_code == 404
    assert "Secret reason" not in answer.content.decode()


def test_withdrawn_ones_leave_the_slots(world: World, made: Initiative, client: Client) -> None:
    made.withdraw(by=world.partner, reason="Logged twice")
    page = client.get(world.housing.get_absolute_url()).content.decode()
    assert "Table tennis" not in page
    assert "Nobody works on this yet" in page
