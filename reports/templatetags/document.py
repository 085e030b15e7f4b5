"""``{% load document %}``: the parts of a report's document as they stand on a page. None asks the database.

``origin`` in the context stands before every path; it is empty on this site and its address in a file.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports import shown as reading
from reports import svg
from reports.document import NAMES, Document, Drawing, Narrative, Part, Picture, Table
from reports.forms import BOX, WRITER
from reports.pictures import draw, level, most_of
from reports.shown import Shown

register = template.Library()

# Rows of a table on a page; the workbook has them all.
MOST_ROWS = 500


@register.simple_tag(takes_context=True)
def part(context: Context, part: Part) -> SafeString:
    """``{% part one %}``: one part of a section, by the template of its kind. With a ``form`` in the context, in a
    draft, a narrative is a box to write into for whose it is, in the page's language, and all else reads as it will in
    the report's."""
    template = f"reports/parts/{NAMES[type(part)]}.html"
    form = context.get("form")
    under = getattr(context.get("section"), "title", "")
    said: dict[str, Any] = {"part": part, "under": under, "origin": context.get("origin") or ""}
    if form is None:
        return render_to_string(template, said)
    language = context["document"].language
    if isinstance(part, Narrative) and part.name in form.open:
        named = f"{WRITER}{part.name}"
        asked = {
            "writer": form.writers.get(part.name),
            "writers": form[named] if named in form.fields else None,
        }
        return render_to_string(
            template, {**said, **asked, "field": form[f"{BOX}{part.name}"], "language": language}
        )
    if isinstance(part, Narrative) and (text := context["report"].narrative.get(part.name)):
        said["part"] = part.filled(text, language)  # somebody else's box: what it says so far
    with translation.override(language):
        return format_html('<div lang="{}">{}</div>', language, render_to_string(template, said))


@register.simple_tag
def document(document: Document) -> SafeString:
    """``{% document report.says %}``: the whole of it in its own language, whatever the page's is."""
    with translation.override(document.language):
        return render_to_string("reports/parts/document.html", {"document": document})


@register.simple_tag(takes_context=True)
def drawing(context: Context, picture: Picture, narrow: bool = False) -> SafeString:
    """``{% drawing picture %}``: the picture as SVG with its links; nothing where there is nothing to draw."""
    drawn = draw(picture, narrow=narrow)
    if drawn is None:
        return SafeString("")
    markup = svg.for_page(
        drawn,
        title=picture.table.title,
        description=picture.sentence,
        kind="narrow" if narrow else "wide",
        origin=context.get("origin") or "",
    )
    # Built by ElementTree, which escapes every text and attribute; addresses come from ``shown.address``.
    return mark_safe(markup)  # noqa: S308


@register.simple_tag(takes_context=True)
def address(context: Context, path: str) -> str:
    """``{% address link.path as href %}``: where a path leads, empty where it is none of this site's."""
    return reading.address(path, origin=context.get("origin") or "")


@register.filter
def shown(value: Any, unit: str = "") -> str:
    """``{{ number.value|shown:number.unit }}``."""
    return reading.shown(value, unit)


@register.filter
def lines(table: Table) -> list[list[Shown]]:
    """``{% for line in table|lines %}``: the rows that a page has room for."""
    return list(reading.lines(table, MOST_ROWS))


@register.filter
def further(table: Table) -> str:
    """Where the rows are that a page leaves out; empty where it has them all."""
    return reading.further(len(table.rows) - MOST_ROWS)


@register.filter
def is_heat(picture: Picture) -> bool:
    """Whether the picture is a matrix, which is a table by nature."""
    return picture.drawing == Drawing.HEAT


@register.filter
def heat(table: Table) -> Iterator[list[tuple[Shown, int]]]:
    """The rows of a matrix, each cell with how deep it is."""
    most = most_of(table)
    for line in reading.lines(table, MOST_ROWS):
        yield [(cell, level(cell.value, most)) for cell in line]


@register.filter
def counts(table: Table, column: int) -> bool:
    """Whether that column, from zero, holds numbers alone."""
    return reading.counts(table, column)


@register.filter
def sources(narrative: Any) -> list[Any]:
    """What a text was written from, each record once."""
    found = {(one.source.path, one.source.title): one.source for one in narrative.drawn if one.source}
    return list(found.values())
