"""The house's forms: everything typed is kept, and what is wrong is said in words at its field."""

import pytest
from django import forms
from django.template.loader import render_to_string

from web.forms import ChoiceTiles, Form, ManyChoiceTiles, needed_at_times


class Note(Form):
    title = forms.CharField(label="Title", max_length=10, help_text="Short.")
    text = forms.CharField(label="Text", max_length=100, widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("a", "One"), ("b", "Other"), ("?", "I do not know")],
        widget=ChoiceTiles(hints={"a": "The first"}, unsure="?"),
    )
    many = forms.MultipleChoiceField(
        label="Many", choices=[("x", "X"), ("y", "Y")], widget=ManyChoiceTiles, required=False
    )


def test_a_long_paste_is_counted_and_kept_not_cut() -> None:
    form = Note({"title": "A title of twenty-four", "kind": "a"})
    assert form.errors == {"title": ["Shorten this to 10 characters; now it has 22."]}
    html = str(form)
    assert "maxlength" not in html
    assert 'data-limit="10"' in html
    assert 'value="A title of twenty-four"' in html
    assert 'aria-describedby="id_title_helptext id_title_error id_title_counter"' in html


def test_an_empty_field_says_what_to_do_and_browsers_stay_silent() -> None:
    form = Note({})
    assert form.errors == {"title": ["Fill this in."], "kind": ["Choose one."]}
    assert " required" not in str(form)


@pytest.mark.parametrize("field", ["title", "text", "kind", "many"])
def test_a_nul_byte_is_an_error_at_its_field(field: str) -> None:
    given = {"title": "Benches", "text": "", "kind": "a", "many": ["x"]}
    given[field] = ["x\x00"] if field == "many" else "x\x00"
    form = Note(given)
    assert form.errors.keys() == {field}
    assert form.errors.as_data()[field][0].code == "null"
    assert field not in form.cleaned_data
    assert field in form.fields
    assert "Take out the sign" in str(form)


def test_optional_fields_are_marked_and_needed_ones_are_not() -> None:
    html = str(Note())
    assert html.count("(optional)") == 2
    assert html.count('aria-required="true"') == 1  # the title; tiles say it by what is chosen


def test_what_another_answer_may_ask_for_is_not_called_optional() -> None:
    class Why(Form):
        why = needed_at_times(forms.CharField(label="Why", required=False))

    assert "(optional)" not in str(Why())
    assert "aria-required" not in str(Why())


def test_tiles_carry_their_hint_and_the_way_out() -> None:
    html = str(Note({"title": "Benches", "kind": "b", "many": ["y"]}))
    assert 'class="tile__hint">The first<' in html
    assert html.count("tile--unsure") == 1
    assert html.count("checked") == 2
    assert html.count('type="radio"') == 3
    assert html.count('type="checkbox"') == 2


def test_the_summary_links_every_error_to_its_control() -> None:
    html = render_to_string("components/error_summary.html", {"form": Note({})})
    assert 'href="#id_title"' in html
    assert 'href="#id_kind_0"' in html
    assert "autofocus" in html
    assert 'id="id_kind_0"' in str(Note({}))
    assert render_to_string("components/error_summary.html", {"form": Note()}).strip() == ""


def test_what_was_typed_is_escaped() -> None:
    html = str(Note({"title": '"><script>alert(1)</script>', "kind": "a"}))
    assert "<script>" not in html
