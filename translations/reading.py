"""What a page needs to show a thing in the reader's language, with the ways to the original and its translations."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from translations.registry import translated_of
from web.models import Text, Translatable


@dataclass(frozen=True, kw_only=True)
class Reading:
    """``text`` is what to show. Empty addresses are not offered: the way to the original where the reader's and its
    language agree, the way to write for who may not."""

    text: Text
    original_url: str = ""
    translation_url: str = ""
    changes_url: str = ""
    write_url: str = ""
    languages_url: str = ""


def read(request: HttpRequest, thing: Translatable) -> Reading:
    """The reader's language where there is a translation, else the original; ``?lang=original`` asks for that."""
    language, text = get_language() or "en", thing.text
    translated = not text.original
    if translated and request.GET.get("lang") == "original":
        text = thing.text_in(thing.language)
    links = {}
    if translated:
        links["original_url"] = _query(request, "original")
        links["translation_url"] = _query(request, None)
    if text.stale:
        links["changes_url"] = address("changes", thing, language)
    may = translated_of(type(thing)).may_translate
    if language != thing.language and may(request.user, thing, language):
        links["write_url"] = address("write", thing, language)
    if language == thing.language and may_translate(request.user, thing):
        links["languages_url"] = address("languages", thing)
    return Reading(text=text, **links)


def address(page: str, thing: Translatable, *language: str) -> str:
    """The address of one of this room's pages about ``thing``."""
    translated = translated_of(type(thing))
    return reverse(f"translations:{page}", args=[translated.word, translated.key_of(thing), *language])


def may_translate(person: Any, thing: Translatable) -> bool:
    """Whether there is a language into which ``person`` may translate ``thing``."""
    return any(into(person, thing))


def into(person: Any, thing: Translatable) -> list[str]:
    """The languages into which ``person`` may translate ``thing``."""
    may = translated_of(type(thing)).may_translate
    return [code for code in thing.other_languages if may(person, thing, code)]


@dataclass(frozen=True, kw_only=True)
class ShortReading:
    """A short text among others on a page: what to show, the original in its place, the way to translate it."""

    text: Text
    original: str = ""
    original_language: str = ""
    write_url: str = ""


def read_short(person: Any, thing: Translatable) -> ShortReading:
    """One of many things that each say one text, such as updates; the original is offered where that is another."""
    here, text = get_language() or "en", thing.text
    may = here != thing.language and translated_of(type(thing)).may_translate(person, thing, here)
    url = address("write", thing, here) if may and (text.original or text.stale) else ""
    if text.original:
        return ShortReading(text=text, write_url=url)
    said = getattr(thing, thing.TEXTS[0])
    return ShortReading(text=text, original=said, original_language=thing.language, write_url=url)


def _query(request: HttpRequest, lang: str | None) -> str:
    query = request.GET.copy()
    query.pop("lang", None)
    if lang:
        query["lang"] = lang
    return f"?{query.urlencode()}" if query else request.path
