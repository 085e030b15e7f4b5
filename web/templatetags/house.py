"""``{% load house %}``: the look's own tags. Each gives ready markup; none asks the database."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from web import glyphs
from web.markdown import first_words, render

register = template.Library()
LONGEST_WAY = 2_000  # characters of an address that is led back to


@register.simple_tag
def glyph(block: Any, strength: str = "", note: str = "", kind: str = "") -> SafeString:
    """``{% glyph block %}``: shape, colour and word of a block (an object with ``shape`` and ``text.name``).

    ``{% glyph tag.block strength=tag.strength note=tag.get_strength_display %}`` fills the shape for "core",
    leaves it open for "contributing" and says so; ``kind="large"`` is for headings.
    """
    text = getattr(block, "text", None)
    language = getattr(text, "language", "")
    return glyphs.glyph(
        block.shape,
        text.name if text is not None else block.name,
        language=language if language != get_language() else "",
        strength=strength,
        note=note,
        kind=kind,
    )


@register.simple_tag(takes_context=True)
def came_from(context: template.Context, url: str) -> str:
    """``{% came_from url %}``: a list's address, with the filters that the reader came from it with.

    The browser says where it came from; only a list that is asked for here is ever led back to.
    """
    request = context.get("request")
    try:
        before = urlsplit(request.headers.get("Referer", "")[:LONGEST_WAY] if request else "")
    except ValueError:
        return url
    if request is None or before.netloc != request.get_host() or before.path != url:
        return url
    kept = QueryDict(before.query).urlencode()
    return f"{url}?{kept}" if kept else url


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """``{% icon "search" %}``: one of web.glyphs.ICONS, hidden from those who hear the page."""
    return glyphs.icon(name, kind)


@register.simple_tag
def chalk(drawing: str, key: str = "") -> SafeString:
    """``{% chalk "court" %}`` for a hero, ``{% chalk "card" thing.slug %}`` inside ``.card__court``,
    ``{% chalk "table" %}`` where nothing is yet, ``{% chalk "mark" %}`` for the sign of the house."""
    match drawing:
        case "court":
            return glyphs.court()
        case "card":
            return glyphs.court_crop(str(key))
        case "table":
            return glyphs.empty_table()
        case "mark":
            return glyphs.mark()
        case _:
            raise template.TemplateSyntaxError(f"chalk has no drawing {drawing!r}")


@register.simple_tag
def stage(word: str, now: int = 0, of: int = 0) -> SafeString:
    """``{% stage word 3 5 %}``: how far along, as pips and a word; without steps (paused, closed) the word."""
    if not of or not now:
        return format_html('<span class="stage stage--still">{}</span>', word)
    return format_html('<span class="stage">{}<span>{}</span></span>', glyphs.pips(now, of), word)


@register.simple_tag
def bar(value: float, largest: float) -> SafeString:
    """``{% bar 3 12 %}``: a bar of that share; write the number beside it."""
    return glyphs.bar(value, largest)


@register.simple_tag
def sparkline(values: Sequence[int], title: str) -> SafeString:
    """``{% sparkline weeks sentence %}``: bars over time with their finding as the accessible name."""
    return glyphs.sparkline(list(values), title)


@register.simple_tag
def markdown(text: str, language: str = "", kind: str = "") -> SafeString:
    """``{% markdown thing.text.description thing.text.language %}``: what somebody wrote, fenced from htmx.

    ``language`` marks the words' own tongue; ``kind`` adds ``prose--<kind>`` ("large").
    """
    return format_html(
        '<div class="prose{}" data-content hx-disable{}>{}</div>',
        f" prose--{kind}" if kind else "",
        format_html(' lang="{}"', language) if language else "",
        render(text),
    )


@register.filter
def beginning(text: str, length: int = 180) -> str:
    """``{{ thing.text.body|beginning }}``: the first words of what somebody wrote, without its Markdown."""
    return first_words(text, length)
