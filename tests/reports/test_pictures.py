"""Pictures: drawn from their table alone, named and linked on a page, whole at any size, the same on paper."""

import re
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.conf import settings
from django.template import Context, Template
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from reports import svg
from reports.document import Drawing, Picture, Table
from reports.pictures import DEEPEST, LETTER, NARROW, WIDE, Drawn, draw, level, most_of
from reports.shown import lines
from tests.reports.papers import cities, flow, heat, stages, weeks

DRAWN = {"weeks": weeks, "stages": stages, "flow": flow, "cities": cities}


def on_page(picture: Picture, **context: Any) -> str:
    return Template("{% load document %}{% part picture %}").render(Context({"picture": picture, **context}))


def words_of(drawn: Drawn) -> list[str]:
    return [word.text for mark in drawn.marks for word in mark.words]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", DRAWN)
def test_every_row_is_drawn_named_and_linked(name: str, narrow: bool) -> None:
    picture = DRAWN[name]()
    drawn = draw(picture, narrow=narrow)
    assert drawn is not None
    assert drawn.width == (400 if name == "cities" else NARROW if narrow else WIDE)
    root = fromstring(svg.for_page(drawn, title="T", description="D", kind="wide"))
    assert root.attrib["role"] == "group"
    assert root.attrib["aria-label"] == "T"
    assert [root.findtext("title"), root.findtext("desc")] == ["T", "D"]
    links = [one.attrib["href"] for one in root.iter("a")]
    assert sorted(links) == sorted(picture.table.paths.values())
    assert all(one.findtext("title") for one in root.iter("a"))
    kinds = {shape.kind for mark in drawn.marks for shape in mark.shapes}
    assert kinds <= set(svg.SHAPES)
    assert {word.kind for mark in drawn.marks for word in mark.words} <= set(svg.WORDS)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [4, 12, 13, 26, 53])
def test_the_names_of_months_stand_apart(count: int, narrow: bool) -> None:
    rows = [[f"Nov 20{number:02}", number] for number in range(count)]
    table = Table(title="Movement by month", head=["Month", "What happened"], rows=rows)
    drawn = draw(Picture(drawing=Drawing.WEEKS, sentence="It moves.", table=table), narrow=narrow)
    assert drawn is not None
    ends = 0.0
    for word in (word for mark in drawn.marks for word in mark.words if word.kind == "name"):
        long = len(word.text) * 13 * LETTER
        begins = word.x - {"start": 0, "middle": long / 2, "end": long}[word.anchor]
        assert begins >= ends
        ends = begins + long
    assert ends <= drawn.width


def test_each_drawing_shows_its_numbers_and_names_in_words() -> None:
    week, stage = draw(weeks()), draw(stages())
    assert week is not None
    assert stage is not None
    assert {shown.text for line in lines(weeks().table) for shown in line} <= set(words_of(week))
    assert {shown.text for line in lines(stages().table) for shown in line} <= set(words_of(stage))
    travels = draw(flow(), narrow=True)
    assert travels is not None
    assert {"Čakovec", "Košice", "Bologna", "City vibe", "Celje · adapt"} <= set(words_of(travels))
    placed = draw(cities())
    assert placed is not None
    assert {"Celje 12", "Čakovec 3", "Košice 5"} == set(words_of(placed))


def test_the_stylesheet_knows_every_kind() -> None:
    sheet = (settings.BASE_DIR / "static" / "css" / "components" / "picture.css").read_text()
    named = set(re.findall(r"\.picture__(?:shape|word)--([a-z0-9-]+)", sheet))
    assert set(svg.SHAPES) | (set(svg.WORDS) - {"name"}) == named


def test_paper_has_no_colour_that_the_house_does_not_have() -> None:
    def colours(path: str) -> set[str]:
        return set(re.findall(r"#[0-9A-F]{6}\b", (settings.BASE_DIR / path).read_text()))

    known = colours("static/css/tokens.css")
    assert colours("reports/svg.py") <= known
    assert colours("reports/formats/report.typ") <= known


def test_a_page_shows_the_sentence_the_picture_twice_and_its_table() -> None:
    page = on_page(stages())
    assert page.count("<svg") == 2
    assert page.index("Most initiatives are in field research.") < page.index("<svg")
    assert "<details" in page
    assert page.count('scope="row"') == 5
    assert 'href="/en/initiatives/?stage=1"' in page
    assert "https://magnet.example/en/" in on_page(stages(), origin="https://magnet.example")


def test_a_matrix_is_a_table_with_a_number_in_every_cell() -> None:
    page = on_page(heat())
    assert "<svg" not in page
    assert page.count("heat__cell ") == 20
    assert "heat__cell--0" in page
    assert f"heat__cell--{DEEPEST}" in page
    assert '<a href="/en/blocks/coverage/">0</a>' in page


def test_bars_too_slim_for_a_finger_lead_nowhere() -> None:
    slim, broad = draw(weeks(53), narrow=True), draw(weeks(12), narrow=True)
    assert slim is not None
    assert broad is not None
    assert [mark.path for mark in slim.marks if mark.path] == []
    assert len([mark.path for mark in broad.marks if mark.path]) == 12


def test_nothing_to_draw_is_told_and_not_drawn() -> None:
    empty = Table(title="T", head=["A", "B"], rows=[])
    nothing = Table(title="T", head=["A", "B"], rows=[["x", 0]])
    for drawing in Drawing:
        assert draw(Picture(drawing=drawing, sentence="S", table=empty)) is None
        assert "Nothing in this period." in on_page(Picture(drawing=drawing, sentence="S", table=empty))
    assert draw(Picture(drawing=Drawing.STAGES, sentence="S", table=nothing)) is None


CELLS = st.one_of(st.text(max_size=12), st.integers(-5, 10**6), st.floats(0, 1e6), st.none())


@settings_of(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    drawing=st.sampled_from(list(Drawing)),
    times=st.integers(1, 4),
    rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=20),
    narrow=st.booleans(),
)
def test_any_table_gives_a_picture_within_its_frame(
    drawing: str, times: int, rows: list[Any], narrow: bool
) -> None:
    table = Table(title="T", head=["A", "B", "C", "D"], rows=rows * times, paths={"0:0": "/en/"})
    places = {str(row[0]): (46.0 + number / 50, 15.0) for number, row in enumerate(rows)}
    drawn = draw(Picture(drawing=drawing, sentence="S", table=table, places=places), narrow=narrow)
    if drawn is None:
        return
    assert 0 < drawn.height < 3000
    for mark in drawn.marks:
        for word in mark.words:
            assert -1 <= word.x <= drawn.width + 1
            assert -1 <= word.y <= drawn.height + 1
    assert "nan" not in svg.for_paper(drawn)


@given(value=CELLS, most=st.floats(0, 1e6))
def test_a_cell_is_as_deep_as_its_number(value: Any, most: float) -> None:
    deep = level(value, most)
    assert 0 <= deep <= DEEPEST
    assert (deep > 0) == (isinstance(value, int | float) and value > 0 and most > 0)


def test_the_most_of_a_table_is_its_largest_number() -> None:
    assert most_of(heat().table) == 5
    assert most_of(Table(title="T", head=["A"], rows=[["x"]])) == 0
