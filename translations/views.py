"""The pages of translations: into which languages, one beside its original, and what changed since."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from people.asking import person_asking
from people.drafting import Sheet
from translations.actions import translate
from translations.events import language_name
from translations.forms import TranslationForm, answers_of
from translations.reading import address, into
from translations.registry import translated_named, translated_of
from web.conflict import Conflict, settled
from web.difference import Section, sections
from web.exceptions import Overtaken
from web.forms import posted
from web.models import Rendering, Translatable
from web.pages import render_page


def found(request: HttpRequest, word: str, key: str, language: str = "") -> Any:
    """The thing of that address, or 404: also for a language that is not ours or that it was written in."""
    translated = translated_named(word)
    thing = translated and translated.find(key, request.user)
    if not translated or not thing or (language and language not in thing.other_languages):
        raise Http404
    note_crossing(request.user, translated.about(thing))
    return thing


@dataclass(frozen=True, kw_only=True)
class Row:
    """One language of a thing, as the list of its languages shows it."""

    language: str
    name: str
    rendering: Rendering | None
    stale: bool
    write_url: str


@require_safe
def languages(request: HttpRequest, word: str, key: str) -> HttpResponse:
    """In which languages the thing can be read, and which of them the person may write."""
    thing = found(request, word, key)
    mine = into(request.user, thing)
    if not mine:
        raise PermissionDenied
    renderings, names = thing.renderings(), dict(settings.LANGUAGES)
    rows = [
        Row(
            language=code,
            name=names[code],
            rendering=renderings.get(code),
            stale=code in renderings and renderings[code].source_version < thing.version,
            write_url=address("write", thing, code) if code in mine else "",
        )
        for code in thing.other_languages
    ]
    return render_page(request, "translations/languages.html", {"thing": thing, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, word: str, key: str, language: str) -> HttpResponse:
    """Write the translation beside the original; who was overtaken loses nothing, and sees what changed."""
    thing = found(request, word, key, language)
    if not translated_of(type(thing)).may_translate(request.user, thing, language):
        raise PermissionDenied
    sheet = Sheet.open(request, f"translation:{thing.pk}:{language}")
    if response := sheet.kept(request):
        return response
    rendering = thing.renderings().get(language)
    form = TranslationForm(settled(posted(request)), thing=thing, rendering=rendering)
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: put(thing, language, form, request))
    except Overtaken as refusal:
        now = found(request, word, key, language)
        rival = now.renderings().get(language)
        if rival and rival.saved != form.cleaned_data["seen"]:
            return overtaken(request, form, now, rival, sheet)
        form.refuse(refusal)
        form.read_again()
    else:
        if done:
            return HttpResponseRedirect(sheet.done(published(request, thing, language)))
    context: dict[str, Any] = {"form": form, "thing": thing, "into": language, "sheet": sheet}
    return render_page(request, "translations/write.html", context, status=422 if form.errors else 200)


def put(thing: Translatable, language: str, form: TranslationForm, request: HttpRequest) -> None:
    """Publish the translation that the form holds."""
    read = {"of": form.cleaned_data["of"], "seen": form.cleaned_data["seen"]}
    translate(thing, language=language, texts=form.texts, by=person_asking(request), **read)


def overtaken(
    request: HttpRequest, form: TranslationForm, thing: Translatable, rival: Rendering, sheet: Sheet
) -> HttpResponse:
    """Two translated into one language: both texts side by side."""
    context = {
        "conflict": Conflict(form, theirs=answers_of(thing, rival), seen=rival.saved),
        "rival": _("Translated by %(credit)s.") % {"credit": rival.credit},
        "action": address("write", thing, rival.language),
        "thing_url": address("languages", thing),
        "language": rival.language,
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


def published(request: HttpRequest, thing: Translatable, language: str) -> str:
    """Say that it is done; where to see it: on the thing's page where that speaks the language, else on the list."""
    words = _("The translation is published (into: %(language)s).") % {"language": language_name(language)}
    messages.success(request, words)
    if language == get_language():
        return thing.get_absolute_url()  # type: ignore[attr-defined]
    return address("languages", thing)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A section of the original and what changed in it since it was translated."""

    label: str
    section: Section


def named(thing: Translatable, rendering: Rendering) -> list[Change]:
    """The original's sections by their names, as they were translated against as they are."""
    rows = sections(rendering.source, thing.own_texts)
    column: Any = thing._meta.get_field
    return [Change(label=capfirst(column(row.name).verbose_name), section=row) for row in rows]


@login_not_required
@require_safe
def changes(request: HttpRequest, word: str, key: str, language: str) -> HttpResponse:
    """What changed in the original since it was translated, section by section."""
    thing = found(request, word, key, language)
    rendering = thing.renderings().get(language)
    if rendering is None:
        raise Http404
    context = {
        "thing": thing,
        "into": language,
        "rendering": rendering,
        "changes": [one for one in named(thing, rendering) if one.section.changed],
        "may_write": translated_of(type(thing)).may_translate(request.user, thing, language),
        "write_url": address("write", thing, language),
    }
    return render_page(request, "translations/changes.html", context)
