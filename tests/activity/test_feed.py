"""What happened, told to one reader."""

from typing import Any

from activity.feed import latest
from tests.world import World, initiative


def sentences(person: Any, about: Any = None) -> list[str]:
    return [story.sentence for story in latest(person, about)]


def test_the_newest_happening_of_each_thing_is_told_with_a_link(world: World) -> None:
    made = initiative(world.youth, "Lamp <b>", by=world.partner)
    made.change(
        by=world.partner,
        title="Lamps & light",
        text=made.body,
        language="en",
        stage=made.stage,
        place=None,
        challenges=[],
        public=True,
    )
    story = latest(None)[0]
    assert story.sentence == (f'Partner changed <a href="{made.get_absolute_url()}">Lamps &amp; light</a>')
    assert (story.thing, story.earlier) == (made, 1)


def test_a_title_in_another_language_says_so(world: World) -> None:
    initiative(world.youth, "Dvorišče", language="sl", by=world.partner)
    assert ' lang="sl">Dvorišče</a>' in sentences(None)[0]


def test_nobody_is_told_of_what_they_may_not_see(world: World) -> None:
    initiative(world.youth, "Quiet plan", public=False, by=world.partner)
    for person in (None, world.outsider, world.kosice_coordinator):
        assert not any("Quiet plan" in sentence for sentence in sentences(person))
    assert any("Quiet plan" in sentence for sentence in sentences(world.other_member))


def test_what_was_withdrawn_is_no_longer_told_of(world: World) -> None:
    made = initiative(world.youth, "Gone", by=world.partner)
    made.withdraw(by=world.partner, reason="Logged twice")
    assert not any("Gone" in sentence for sentence in sentences(world.partner))


def test_a_story_about_one_thing_is_told_of_what_concerns_it(world: World) -> None:
    initiative(world.youth, "Lamp", challenges=[world.city_vibe], by=world.partner)
    initiative(world.youth, "Bench", challenges=[world.housing], by=world.partner)
    told = " ".join(sentences(None, world.city_vibe))
    assert "Lamp" in told
    assert "Bench" not in told


def test_the_number_of_queries_does_not_grow(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        initiative(world.youth, f"Lamp {number}", by=world.partner)
    with django_assert_max_num_queries(5):
        assert len(sentences(None)) == 10
