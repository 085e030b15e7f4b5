"""What people narrow the list of initiatives by."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, Partnership, Place
from challenges.models import Challenge
from initiatives.models import Initiative, InitiativeQuerySet, Stage, Update
from initiatives.models.update import UpdateQuerySet
from search.find import matching
from web import slots
from web.forms import Form, day_field

Choices = list[tuple[str, Any]]
OWN_FILTERS = ("q", "challenge", "partner", "alliance", "stage", "place", "since", "until")


class FilterForm(Form):
    """The list's filters: our own and those that higher rooms put into the slot ``initiative.filters``.

    Every field may be empty. An answer that is no choice narrows the list to nothing and says so.
    """

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.person = person
        self.offered = Offered.to(person)
        self.added = [row for row in slots.of("initiative.filters") if isinstance(row, slots.Filter)]
        self.fields["q"] = forms.CharField(
            label=_("Search in initiatives"), required=False, max_length=200, widget=forms.SearchInput
        )
        self._offer("challenge", _("Challenge"), _("Any challenge"), self.offered.challenges)
        self._offer("partner", _("Organisation"), _("Any organisation"), self.offered.organisations)
        self._offer("alliance", _("Alliance"), _("Any alliance"), self.offered.alliances)
        self._offer("stage", _("Stage"), _("Any stage"), Stage.choices)
        for row in self.added:
            self._offer(row.param, row.label, _("Any"), list(row.choices(person)))
        if self.data.get("place"):
            # Asked for where the address names one: a lineage leads to its places so.
            self._offer("place", _("Place"), _("Any"), [(one.slug, str(one)) for one in Place.objects.all()])
        add_days(self)

    @staticmethod
    def params() -> list[str]:
        """What of a query string is an answer: ours, and what higher rooms ask."""
        added = [row.param for row in slots.of("initiative.filters") if isinstance(row, slots.Filter)]
        return [*OWN_FILTERS, *added]

    def _offer(self, name: str, label: Any, nothing: Any, choices: Choices) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", nothing), *choices],
            error_messages={"invalid_choice": _("There is nothing by this name here.")},
        )

    def apply(self, rows: InitiativeQuerySet) -> InitiativeQuerySet:
        """Those of ``rows`` that fit every answer; none of them while an answer is no choice."""
        if not self.is_valid():
            return rows.none()
        answers, ids = self.cleaned_data, self.offered.ids
        if answers["challenge"]:
            rows = rows.on_challenge(ids["challenge", answers["challenge"]][0])
        for name in ("partner", "alliance"):
            if answers[name]:
                rows = rows.led_by(ids[name, answers[name]])
        if answers["stage"]:
            rows = rows.filter(stage=answers["stage"])
        if answers.get("place"):
            rows = rows.filter(place__slug=answers["place"])
        if answers["q"]:
            rows = rows.filter(pk__in=matching(Initiative, answers["q"], self.person))
        found: Any = rows.filter(**day_bounds(answers, "logged_at", moments=True))
        for row in self.added:
            if answers[row.param]:
                found = row.apply(found, answers[row.param])
        return found

    def selects(self) -> list[forms.BoundField]:
        """Every field but the words."""
        return [self[name] for name in self.fields if name != "q"]

    def now(self) -> list[dict[str, Any]]:
        """What the list is narrowed by: ``label`` and ``words`` of each filter that is on, and in ``without`` what
        ``{% querystring %}`` takes it away by."""
        return filters_on(self)


def filters_on(form: Form) -> list[dict[str, Any]]:
    """What ``form`` narrows by; see ``FilterForm.now``."""
    on = []
    for name, asked in form.fields.items():
        value = form[name].value()
        if value:
            words = _words_of(asked, value) if isinstance(asked, forms.ChoiceField) else value
            on.append({"label": asked.label, "words": words, "without": {name: None}})
    return on


def add_days(form: Form) -> None:
    """Have ``form`` ask for a first and a last day, where the address names one: figures lead to their lists so."""
    for name, label in (("since", _("From")), ("until", _("Until"))):
        if form.data.get(name):
            form.fields[name] = day_field(label=label, required=False)


def day_bounds(answers: dict[str, Any], path: str, *, moments: bool = False) -> dict[str, Any]:
    """The answered days as conditions on ``path``, which holds days or, where it says so, ``moments``."""
    found = {}
    for name, bound, edge in (("since", "gte", time.min), ("until", "lte", time.max)):
        if day := answers.get(name):
            found[f"{path}__{bound}"] = make_aware(datetime.combine(day, edge)) if moments else day
    return found


class UpdateFilterForm(Form):
    """What a list of updates is narrowed by: one alliance, challenge, organisation, kind, and days.

    There is nothing to fill in: figures lead to their lists so. An answer that is no choice narrows to nothing.
    """

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.offered = Offered.to(person)
        for name, label, choices in (
            ("challenge", _("Challenge"), self.offered.challenges),
            ("partner", _("Organisation"), self.offered.organisations),
            ("alliance", _("Alliance"), self.offered.alliances),
            ("kind", _("Kind"), Update.Kind.choices),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("Any")), *choices],
                error_messages={"invalid_choice": _("There is nothing by this name here.")},
            )
        add_days(self)

    def now(self) -> list[dict[str, Any]]:
        """As ``FilterForm.now``."""
        return filters_on(self)

    def apply(self, rows: UpdateQuerySet) -> UpdateQuerySet:
        """Those of ``rows`` that fit every answer; none of them while an answer is no choice."""
        if not self.is_valid():
            return rows.none()
        answers, ids = self.cleaned_data, self.offered.ids
        if answers["challenge"]:
            rows = rows.filter(initiative__challenges=ids["challenge", answers["challenge"]][0])
        if answers["alliance"]:
            rows = rows.filter(initiative__partnership__in=ids["alliance", answers["alliance"]])
        if answers["partner"]:
            rows = rows.filter(organisation__slug=answers["partner"])
        if answers["kind"]:
            rows = rows.filter(kind=answers["kind"])
        return rows.filter(**day_bounds(answers, "happened_on"))


def _words_of(field: Any, value: str) -> Any:
    """What the choice ``value`` is called; itself where it is none."""
    for key, words in field.choices:
        if isinstance(words, list | tuple):
            for inner, inner_words in words:
                if inner == value:
                    return inner_words
        elif key == value:
            return words
    return value


@dataclass
class Offered:
    """Challenges and organisations by city, and alliances, as choices by slug.

    ``ids`` are what a slug stands for: the challenge itself, or the partnerships of an organisation or alliance.
    Asked for by its id, the database knows how common a thing is and walks the list the shorter way.
    """

    challenges: Choices = field(default_factory=list)
    organisations: Choices = field(default_factory=list)
    alliances: Choices = field(default_factory=list)
    ids: dict[tuple[str, str], list[UUID]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def to(cls, person: Any) -> "Offered":
        """What ``person`` may narrow by, in one query."""
        offered, language = cls(), get_language() or "en"
        challenges, organisations = [], []
        for alliance in _alliances_with_theirs(person):
            for row in alliance.its_challenges:
                offered.ids["challenge", row["slug"]].append(row["id"])
            for row in alliance.its_partnerships:
                offered.ids["partner", row["slug"]].append(row["id"])
                offered.ids["alliance", alliance.slug].append(row["id"])
            challenges.append((alliance.city, [_titled(row) for row in alliance.its_challenges]))
            organisations.append(
                (alliance.city, [_named(row, language) for row in alliance.its_partnerships])
            )
            offered.alliances.append((alliance.slug, alliance.text.name))
        offered.challenges, offered.organisations = _grouped(challenges), _grouped(organisations)
        return offered


def _alliances_with_theirs(person: Any) -> QuerySet:
    challenge = JSONObject(id="id", slug="slug", title="title", translated="fetched_text")
    partnership = JSONObject(
        id="id",
        slug="organisation__slug",
        name="organisation__name",
        translations="organisation__translations",
        language="organisation__language",
    )
    of_it = Challenge.objects.visible_to(person).filter(alliance=OuterRef("pk")).with_text()
    in_it = Partnership.objects.filter(alliance=OuterRef("pk"))
    return Alliance.objects.lead_first().annotate(
        its_challenges=ArraySubquery(of_it.order_by("theme__order", "slug").values(row=challenge)),
        its_partnerships=ArraySubquery(
            in_it.order_by("organisation__sort_key", "organisation__name").values(row=partnership)
        ),
    )


def _titled(row: dict[str, Any]) -> tuple[str, str]:
    texts = row["translated"]["texts"] if row["translated"] else {}
    return row["slug"], texts.get("title") or row["title"]


def _named(row: dict[str, Any], language: str) -> tuple[str, str]:
    texts = row["translations"].get(language, {}) if row["language"] != language else {}
    return row["slug"], texts.get("name") or row["name"]


def _grouped(groups: list[tuple[str, Choices]]) -> Choices:
    """One group needs no heading; an empty one no place."""
    filled = [(label, choices) for label, choices in groups if choices]
    return filled[0][1] if len(filled) == 1 else list(filled)
