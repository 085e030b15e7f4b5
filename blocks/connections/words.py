"""Why two initiatives could meet, as sentences in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, JSONField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from alliances.models import Place
from alliances.models.organisation import Sector
from blocks.models import Block, Connection
from challenges.models import Challenge, Theme
from initiatives.models import Audience, Initiative, LineKind, Stage

Names = dict[str, str]

FIRST = 3  # reasons that are told where there is room for few


@dataclass(frozen=True, slots=True)
class Said:
    """One reason: its sentence and what it adds to the score; ``quotes`` are the initiatives' own lines on it, each
    with its language."""

    words: str
    points: int
    code: str
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Seen:
    """A connection as somebody reads it from ``here``, one of its ends (or from outside, with ``here`` ``None``)."""

    connection: Connection
    names: Names
    here: Initiative | None = None
    mine: bool = False

    @property
    def there(self) -> Initiative:
        """The initiative to meet."""
        return self.connection.across_from(self.here) if self.here else self.connection.end("other")

    @property
    def near(self) -> Initiative:
        """The initiative it is seen from; the first of the pair for a reader from outside."""
        return self.connection.across_from(self.there)

    @property
    def ends(self) -> tuple[Initiative, Initiative]:
        """Both, in the order in which the page names them."""
        return self.near, self.there

    @cached_property
    def reasons(self) -> list[Said]:
        """Every reason, the weightiest first."""
        return [
            Said(words, reason["points"], reason["code"], self._quotes(reason))
            for reason in self.connection.reasons
            if (words := SENTENCES[reason["code"]](reason, self))
        ]

    @property
    def first(self) -> list[Said]:
        """The weightiest reasons; what makes the pair an unlikely one is told too."""
        unlikely = [one for one in self.reasons if one.code in ("sectors", "departments")]
        others = [one for one in self.reasons if one not in unlikely]
        return [*others[: FIRST - len(unlikely[:1])], *unlikely[:1]]

    @property
    def further(self) -> list[Said]:
        """Those that ``first`` leaves out."""
        return [one for one in self.reasons if one not in self.first]

    def _quotes(self, reason: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """What one seeks and what the other offers, in their words."""
        if reason["code"] != "need":
            return ()
        seeker = self.connection.end(reason["from"])
        giver = self.connection.across_from(seeker)
        return tuple(
            (line["text"], end.language)
            for end, lines in ((seeker, seeker.needs), (giver, giver.offers))
            for line in lines
            if line["kind"] == reason["kind"]
        )

    def named(self, ids: Iterable[str]) -> list[str]:
        """The names of ``ids``, without those that the reader may not see or that are gone."""
        return [self.names[value] for value in ids if value in self.names]


def seen_by(
    person: Any, connections: Sequence[Connection], *, here: Initiative | None = None, mine: bool = False
) -> list[Seen]:
    """``connections`` ready to be read; one query for all the names in their reasons."""
    names = names_in(connections, person)
    return [Seen(connection, names, here, mine) for connection in connections]


def names_in(connections: Iterable[Connection], person: Any) -> Names:
    """The names of everything that reasons of ``connections`` speak of, by id; one query, none for no ids."""
    ids: set[str] = set()
    for connection in connections:
        for reason in connection.reasons:
            ids.update(reason.get("ids", ()))
            ids.update(reason.get("one", ()), reason.get("other", ()))
            ids.update([reason["place"]] if "place" in reason else ())
    if not ids:
        return {}
    language = get_language() or "en"
    found = [_in_row(model, ids) for model in (Block, Place, Theme, Audience)]
    rows = found[0].union(*found[1:], _challenges(ids, person), all=True).order_by()
    return {str(pk): _name(name, texts, language) for pk, name, texts in rows}


def _in_row(model: Any, ids: set[str]) -> Any:
    rows = model.objects.filter(pk__in=ids).order_by()
    return rows.annotate(texts=F("translations")).values_list("pk", "name", "texts")


def _challenges(ids: set[str], person: Any) -> Any:
    rows = Challenge.objects.visible_to(person).filter(pk__in=ids).with_text().order_by()
    found: Any = JSONObject(found="fetched_text")
    return rows.annotate(texts=Cast(found, JSONField())).values_list("pk", "title", "texts")


def _name(name: str, texts: dict[str, Any] | None, language: str) -> str:
    """The name in ``language`` where there is one; ``texts`` is a row's translations, or what ``with_text`` found."""
    texts = texts or {}
    if "found" in texts:
        return ((texts["found"] or {}).get("texts") or {}).get("title") or name
    return (texts.get(language) or {}).get("name") or name


# --- a sentence a code ----------------------------------------------------------------------------
Sentence = Callable[[dict[str, Any], Seen], str]


def listed(names: Sequence[str]) -> dict[str, Any]:
    return {"names": ", ".join(names), "count": len(names)}


def need(reason: dict[str, Any], seen: Seen) -> str:
    what = {"what": LineKind(reason["kind"]).label}
    if not seen.mine or seen.here is None:
        return _("What one seeks, the other offers: %(what)s") % what
    seeker = seen.connection.end(reason["from"])
    if seeker.pk == seen.here.pk:
        return _("What you seek, they offer: %(what)s") % what
    return _("What they seek, you offer: %(what)s") % what


def challenges(reason: dict[str, Any], seen: Seen) -> str:
    names = seen.named(reason["ids"])
    words = ngettext(
        "Both work on %(names)s", "Both work on %(count)d challenges: %(names)s", len(names)
    ) % listed(names)
    return words if names else ""


def themes(reason: dict[str, Any], seen: Seen) -> str:
    names = seen.named(reason["ids"])
    words = ngettext(
        "Two cities, one theme: %(names)s", "Two cities, %(count)d themes: %(names)s", len(names)
    ) % listed(names)
    return words if names else ""


def blocks(reason: dict[str, Any], seen: Seen) -> str:
    names = seen.named(reason["ids"])
    words = ngettext(
        "Both work through %(names)s", "Both work through %(count)d blocks: %(names)s", len(names)
    ) % listed(names)
    return words if names else ""


def complement(reason: dict[str, Any], seen: Seen) -> str:
    one, other = seen.named(reason["one"]), seen.named(reason["other"])
    if not one or not other:
        return ""
    return _("Each brings what the other lacks: %(one)s, %(other)s") % {
        "one": ", ".join(one),
        "other": ", ".join(other),
    }


def audiences(reason: dict[str, Any], seen: Seen) -> str:
    names = seen.named(reason["ids"])
    words = ngettext(
        "Both have one group in mind: %(names)s", "Both have %(count)d groups in mind: %(names)s", len(names)
    ) % listed(names)
    return words if names else ""


def lineage(reason: dict[str, Any], seen: Seen) -> str:
    return _("One grew out of the other, or both out of the same one")


def words(reason: dict[str, Any], seen: Seen) -> str:
    by_language = reason["words"]
    spoken = by_language.get(get_language() or "en") or next(iter(by_language.values()))
    quoted = [_("“%(word)s”") % {"word": word} for word in spoken]
    return ngettext("Both speak of %(names)s", "Both use %(count)d words: %(names)s", len(quoted)) % listed(
        quoted
    )


def place(reason: dict[str, Any], seen: Seen) -> str:
    found = seen.named([reason["place"]])
    return _("Same place: %(place)s") % {"place": found[0]} if found else ""


def stage(reason: dict[str, Any], seen: Seen) -> str:
    return _("Both stand at the same stage: %(stage)s") % {"stage": Stage(reason["stage"]).label}


def ahead(reason: dict[str, Any], seen: Seen) -> str:
    earlier, later = (Stage(value) for value in reason["stages"])
    count = later.step - earlier.step
    return ngettext(
        "One is %(count)d step ahead of the other: %(later)s after %(earlier)s",
        "One is %(count)d steps ahead of the other: %(later)s after %(earlier)s",
        count,
    ) % {"count": count, "later": later.label, "earlier": earlier.label}


def sectors(reason: dict[str, Any], seen: Seen) -> str:
    one, other = (Sector(value).label for value in reason["sectors"])
    return _("An unlikely pair: %(one)s and %(other)s") % {"one": one, "other": other}


def departments(reason: dict[str, Any], seen: Seen) -> str:
    return _("An unlikely pair: two departments of one organisation")


SENTENCES: dict[str, Sentence] = {
    "need": need,
    "challenges": challenges,
    "themes": themes,
    "blocks": blocks,
    "complement": complement,
    "audiences": audiences,
    "lineage": lineage,
    "words": words,
    "place": place,
    "stage": stage,
    "ahead": ahead,
    "sectors": sectors,
    "departments": departments,
}
