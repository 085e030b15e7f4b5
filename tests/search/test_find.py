"""What search finds: hits, marks, facets, pages, languages, walls."""

from typing import Any

import pytest
from django.utils import translation

from challenges.models import Challenge, ChallengeTranslation
from initiatives.models import Initiative
from search import find as finding
from search.find import Found, find
from search.index import index
from tests.world import World, initiative


def titles(found: Found) -> list[str]:
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in found.hits]


def counts(found: Found) -> dict[str, int]:
    return {facet.kind: facet.count for facet in found.facets}


def test_it_finds_across_the_rooms_and_counts_by_kind(world: World) -> None:
    initiative(world.youth, "Housing for a first job")
    found = find("housing", None)
    assert counts(found) == {"challenge": 1, "initiative": 1}
    assert {hit.kind for hit in found.hits} == {"challenge", "initiative"}
    assert (found.count, found.more, found.further) == (2, False, False)


def test_a_kind_narrows_the_hits_but_not_the_counts(world: World) -> None:
    initiative(world.youth, "Housing for a first job")
    found = find("housing", None, kinds=["initiative"])
    assert titles(found) == ["Housing for a first job"]
    assert counts(found) == {"challenge": 1, "initiative": 1}


def test_what_was_asked_for_is_marked_in_title_and_text(world: World) -> None:
    initiative(world.youth, "Dvorišče za mlade", text="Na dvorišču je **klop**.", language="sl")
    [hit] = find("dvorisce kl", None).hits
    assert hit.title == "<mark>Dvorišče</mark> za mlade"
    assert hit.snippet == "Na dvorišču je <mark>klop</mark>."


def test_a_snippet_is_cut_around_what_was_asked_for(world: World) -> None:
    initiative(world.youth, "Long", text=f"{'before ' * 300} lime tree {'after ' * 300}")
    [hit] = find("lime", None).hits
    assert "<mark>lime</mark> tree" in hit.snippet
    assert len(hit.snippet) < 400


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "&lt;b&gt; &amp;",
        "\ue000<i>\ue001</mark><script>",
        "<mark>",
    ],
)
def test_no_html_comes_out_of_a_text(world: World, evil: str) -> None:
    initiative(world.youth, f"Bench {evil}", text=f"{evil} bench {evil}")
    [hit] = find("bench", None).hits
    for html in (hit.title, hit.snippet):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert html.count("<mark>") == html.count("</mark>") <= 1
        assert "\ue000" not in html


def test_a_thing_in_several_languages_is_shown_once_in_the_readers(world: World) -> None:
    ChallengeTranslation.objects.create(
        source=world.city_vibe, language="sk", texts={"title": "Vibe mesta", "summary": "Vibe v Celje"}
    )
    index(world.city_vibe)
    for language, title in (("sk", "Vibe mesta"), ("en", "City vibe"), ("hr", "City vibe")):
        with translation.override(language):
            found = find("vibe", None)
        assert titles(found) == [title]
        assert counts(found) == {"challenge": 1}
    with translation.override("en"):
        assert titles(find("mesta", None)) == ["Vibe mesta"]
        assert titles(find("vibe", None, language="sk")) == ["Vibe mesta"]


def test_little_found_is_filled_up_with_what_comes_close(world: World) -> None:
    initiative(world.youth, "Benches on the square", text="A place to sit.")
    initiative(world.youth, "Bemches", text="Typed in a hurry.")
    found = find("bemches", None)
    assert titles(found) == ["Bemches"]
    assert not found.close
    found = find("becnhes", None)
    assert set(titles(found)) == {"Benches on the square"}
    assert found.close
    assert counts(found) == {"initiative": 1}


def test_exact_hits_come_before_close_ones(world: World) -> None:
    initiative(world.youth, "Bencher", text="Somebody who sits.")
    initiative(world.youth, "Benches benches benches", text="Benches.")
    assert find("bencher", None).hits[0].title == "<mark>Bencher</mark>"


def test_walls_hold_in_hits_and_counts_alike(world: World) -> None:
    initiative(world.youth, "Quiet plan", public=False)
    initiative(world.youth, "Quiet street")
    for person in (None, world.outsider, world.kosice_coordinator):
        for q in ("quiet", "qiuet", "plan quiet", "quiet pla"):
            found = find(q, person)
            assert "Quiet plan" not in titles(found), q
            assert found.count == len(found.hits), q
    for person in (world.partner, world.other_member, world.coordinator, world.administrator):
        assert titles(find("quiet plan", person)) == ["Quiet plan"]
        assert counts(find("quiet", person)) == {"initiative": 2}
    assert titles(find("own affair", world.kosice_coordinator)) == ["Own affair"]
    assert titles(find("own affair", world.coordinator)) == []


def test_pages_follow_each_other_without_gap_or_repetition(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    monkeypatch.setattr(finding, "LAST_PAGE", 3)
    for number in range(8):
        initiative(world.youth, f"Lamp {number}")
    pages = [find("lamp", None, page=page) for page in (1, 2, 3)]
    seen = [title for page in pages for title in titles(page)]
    assert len(seen) == len(set(seen)) == 6
    assert [page.further for page in pages] == [True, True, False]
    assert titles(find("lamp", None, page=99)) == titles(pages[2])


def test_common_words_are_counted_to_a_cap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        initiative(world.youth, f"Lamp {number}")
    monkeypatch.setattr(finding, "SHOWN_COUNT", 3)
    found = find("lamp", None)
    assert (found.count, found.more) == (3, True)
    monkeypatch.setattr(finding, "COUNTED", 2)
    found = find("lamp", None)
    assert found.more
    assert {"challenge", "partner", "block"} <= counts(found).keys()


def test_it_asks_twice_and_four_times_where_slips_are_forgiven(
    world: World, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        initiative(world.youth, f"Lamp {number}")
    with django_assert_num_queries(2):
        assert len(find("lamp", None).hits) == finding.PAGE
    with django_assert_num_queries(4):
        find("lapm", None)
    with django_assert_num_queries(0):
        find("  ", None)


def test_what_is_found_leads_to_its_page(world: World) -> None:
    made = initiative(world.youth, "Lamp")
    [hit] = find("lamp", None).hits
    assert (hit.slug, hit.source.route) == (made.slug, "initiatives:detail")
    assert hit.subject_id == made.pk


def test_demo_content_is_known_as_such(world: World) -> None:
    initiative(world.youth, "Lamp", demo=True)
    assert [hit.demo for hit in find("lamp", None).hits] == [True]


def test_indexing_twice_leaves_one_entry_a_language_and_moves_with_the_text(world: World) -> None:
    made = initiative(world.youth, "Lamp")
    index(made)
    Initiative.objects.filter(pk=made.pk).update(title="Lantern", public=False)
    index(Initiative.objects.get(pk=made.pk))
    assert titles(find("lantern", world.partner)) == ["Lantern"]
    assert titles(find("lantern", None)) == titles(find("lamp", world.partner)) == []
    Challenge.objects.filter(pk=world.housing.pk).update(language="sk")
    index(Challenge.objects.get(pk=world.housing.pk))
    assert [hit.language for hit in find("housing", None).hits] == ["sk"]
