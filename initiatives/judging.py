"""What the rows of an import mean, in whichever of our languages they were written, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, Partnership, Place, standing_of
from challenges.models import Challenge
from initiatives.models import Initiative, Stage
from initiatives.models.importing import ImportRow
from people.models import Draft, Person
from web.exceptions import DomainError
from web.tables import Table

NAMESPACE = UUID("6f1c3f1e-5a0b-5c58-9a36-0d1f0e1f7c11")
STROKES = str.maketrans("đĐłŁøØ", "dDlLoO")
TITLE, TEXT = 140, 10_000  # characters
SHOWN = 60  # characters of a cell that a problem quotes

# The columns in the order of the template; each is known by its name in any of our languages.
COLUMNS: Mapping[str, Any] = {
    "title": _("Title"),
    "text": _("What is happening?"),
    "organisation": _("Organisation"),
    "challenges": _("Challenges"),
    "stage": _("Stage"),
    "place": _("Place"),
    "language": _("Language"),
    "visibility": _("Who may read it?"),
}
NEEDED = ("title", "text")
VISIBILITY = {"public": _("Everybody"), "own": _("Only our alliance")}

PROBLEMS: Mapping[str, Any] = {
    "title_missing": _("The title is missing."),
    "title_long": _("The title has more than 140 characters."),
    "text_missing": _("It does not say what is happening."),
    "text_long": _("What is happening is told in more than 10,000 characters."),
    "organisation_missing": _("It does not say which organisation does it."),
    "organisation_unknown": _("No organisation of this alliance is called “%(value)s”."),
    "challenge_unknown": _("No challenge of this alliance is called “%(value)s”."),
    "stage_unknown": _("There is no stage called “%(value)s”."),
    "place_unknown": _("No place of this alliance is called “%(value)s”."),
    "language_unknown": _("“%(value)s” is none of the five languages."),
    "visibility_unknown": _("“%(value)s” does not say who may read it."),
    "twice": _("Row %(value)s says the same already."),
    "wide": _("It has more cells than the header. Is a text with a separator in it without quotation marks?"),
}


def words_of(problem: Mapping[str, str]) -> str:
    """A row's problem as a sentence, in the active language."""
    return str(PROBLEMS[problem["code"]]) % {"value": problem.get("value", "")}


def folded(text: str) -> str:
    """``text`` as names are compared: without accents, case, and signs."""
    plain = unicodedata.normalize("NFKD", text.translate(STROKES).casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters))


def in_every_language(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """What each word means: the values themselves, and their names in our five languages."""
    meanings: dict[str, str] = {}
    choices = list(choices)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            meanings.update({folded(str(label)): value for value, label in choices})
    return {**meanings, **{folded(value): value for value, _label in choices}}


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, str]]:
    """Headers and choices that are words of ours."""
    languages = in_every_language(settings.LANGUAGES)
    return {
        "columns": in_every_language(COLUMNS.items()),
        "stage": in_every_language(Stage.choices),
        "visibility": in_every_language(VISIBILITY.items()),
        "language": languages | {folded(name): code for code, name in settings.LANGUAGES},
    }


@dataclass
class Header:
    """Which cell of a row is what; ``ignored`` are the names of columns we know nothing of."""

    places: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    width: int = 0

    @classmethod
    def of(cls, cells: list[str]) -> "Header":
        """Raises ``DomainError`` where a column is missing that every row needs, or one stands there twice."""
        header, known = cls(width=len(cells)), _vocabulary()["columns"]
        for index, cell in enumerate(cells):
            name = known.get(folded(cell))
            if name is None:
                header.ignored += [cell[:SHOWN]] if cell else []
            elif name in header.places:
                raise DomainError(_("The column “%(name)s” is there twice.") % {"name": cell}, field="file")
            else:
                header.places[name] = index
        missing = [str(COLUMNS[name]) for name in NEEDED if name not in header.places]
        if missing:
            words = _("The first row must name the columns. Missing: %(names)s. The template has them all.")
            raise DomainError(words % {"names": ", ".join(missing)}, field="file")
        return header

    def read(self, cells: list[str]) -> dict[str, str]:
        return {name: cells[index] for name, index in self.places.items() if index < len(cells)}


@dataclass
class Judge:
    """Knows the names of one alliance; tells of a row what it means and what is wrong with it."""

    alliance: Alliance
    by: Person
    language: str
    organisations: dict[str, Partnership] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    own: Partnership | None = None

    @classmethod
    def of(cls, alliance: Alliance, by: Person, language: str) -> "Judge":
        """Ask for everything a row may name, in three queries."""
        judge = cls(alliance, by, language)
        for partnership in (
            Partnership.objects.current().filter(alliance=alliance).select_related("organisation")
        ):
            partnership.alliance = alliance
            organisation = partnership.organisation
            for name in (
                organisation.slug,
                organisation.name,
                *_translated(organisation.translations, "name"),
            ):
                judge.organisations[folded(name)] = partnership
        standing = standing_of(by)
        judge.own = next((one for one in standing.partnerships if one.alliance_id == alliance.pk), None)
        for challenge in (
            Challenge.objects.visible_to(by).filter(alliance=alliance).prefetch_related("translations")
        ):
            titles = [row.texts.get("title", "") for row in challenge.translations.all()]
            for name in (challenge.slug, challenge.title, *titles):
                judge.challenges[folded(name)] = challenge
        for place in Place.objects.filter(alliance=alliance):
            for name in (place.slug, place.name, *_translated(place.translations, "name")):
                judge.places[folded(name)] = place
        return judge

    def rows(self, table: Table, header: Header) -> list[ImportRow]:
        """Every row of the table, judged."""
        rows = [self.judged(number, cells, header) for number, cells in table.rows]
        seen: dict[UUID, int] = {}
        for row in rows:
            if row.key and row.key in seen:
                row.problems.append({"code": "twice", "value": str(seen[row.key])})
            elif row.key:
                seen[row.key] = row.number
        known = self.known(seen)
        for row in rows:
            row.known = row.key in known
        return rows

    def judged(self, number: int, cells: list[str], header: Header) -> ImportRow:
        said = header.read(cells)
        answers, problems = self.answers(said)
        if any(cells[header.width :]):
            problems.append({"code": "wide"})
        row = ImportRow(number=number, cells=said, problems=problems)
        if answers["partnership"] and answers["title"]:
            row.key = key_of(answers["partnership"], answers["title"])
        return row

    def answers(self, said: Mapping[str, str]) -> tuple[dict[str, Any], list[dict[str, str]]]:
        """The keywords of ``Initiative.log`` that the cells spell, and what is wrong with them."""
        problems: list[dict[str, str]] = []

        def named(column: str, code: str, meanings: Mapping[str, Any], default: Any) -> Any:
            value = said.get(column, "")
            if not value:
                return default
            found = meanings.get(folded(value))
            if found is None:
                problems.append({"code": code, "value": value[:SHOWN]})
            return found

        words = _vocabulary()
        title, text = " ".join(said.get("title", "").split()), said.get("text", "")
        problems += _of_words("title", title, TITLE) + _of_words("text", text, TEXT)
        partnership = named("organisation", "organisation_unknown", self.organisations, self.own)
        if partnership is None and not said.get("organisation"):
            problems.append({"code": "organisation_missing"})
        challenges = []
        for name in filter(None, map(str.strip, re.split(r"[;|\n]", said.get("challenges", "")))):
            if challenge := self.challenges.get(folded(name)):
                challenges.append(challenge)
            else:
                problems.append({"code": "challenge_unknown", "value": name[:SHOWN]})
        answers = {
            "partnership": partnership,
            "title": title,
            "text": text,
            "challenges": challenges,
            "stage": named("stage", "stage_unknown", words["stage"], Stage.IDEA.value),
            "place": named("place", "place_unknown", self.places, None),
            "language": named("language", "language_unknown", words["language"], self.language),
            "public": named("visibility", "visibility_unknown", words["visibility"], "public") == "public",
        }
        return answers, problems

    def known(self, keys: Iterable[UUID]) -> set[UUID]:
        """Those of ``keys`` that are here: imported before, logged by hand under the same title, or a draft of
        whoever asks."""
        keys = list(keys)
        known = set(Initiative.objects.filter(pk__in=keys).values_list("pk", flat=True))
        standing = Initiative.objects.standing().filter(partnership__alliance=self.alliance)
        known |= {
            uuid5(NAMESPACE, f"{partnership}:{folded(title)}")
            for partnership, title in standing.values_list("partnership", "title").iterator()
        }
        drafts = {draft_key(key, self.by): key for key in keys}
        kept = Draft.objects.visible_to(self.by).filter(pk__in=drafts).values_list("pk", flat=True)
        return known.intersection(keys) | {drafts[pk] for pk in kept}


def _translated(translations: Mapping[str, Mapping[str, str]], name: str) -> list[str]:
    return [texts[name] for texts in translations.values() if texts.get(name)]


def _of_words(name: str, words: str, limit: int) -> list[dict[str, str]]:
    if not words:
        return [{"code": f"{name}_missing"}]
    return [{"code": f"{name}_long"}] if len(words) > limit else []


def key_of(partnership: Partnership, title: str) -> UUID:
    """The same for the same title of the same organisation, however it is written."""
    return uuid5(NAMESPACE, f"{partnership.pk}:{folded(title)}")


def draft_key(key: UUID, by: Person) -> UUID:
    """The draft of ``by`` that a row becomes."""
    return uuid5(key, str(by.pk))
