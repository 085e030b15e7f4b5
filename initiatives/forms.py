"""What people write about an initiative, and what they narrow the list by."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.forms import TextNaming
from alliances.models import Alliance, Partnership, Place, standing_of
from challenges.models import Challenge
from initiatives.models import Initiative, InitiativeQuerySet, Stage
from search.find import matching
from web import slots
from web.collation import sort_key
from web.file_field import FilesField
from web.forms import ChoiceTiles, Form, ManyChoiceTiles

UNSURE = "unsure"
TILES = 8  # more choices than these are a list to choose from

Choices = list[tuple[str, Any]]


OWN_FILTERS = ("q", "challenge", "partner", "alliance", "stage")


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
        if answers["q"]:
            rows = rows.filter(pk__in=matching(Initiative, answers["q"], self.person))
        found: Any = rows
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
        on = []
        for name, asked in self.fields.items():
            value = self[name].value()
            if value:
                words = _words_of(asked, value) if isinstance(asked, forms.ChoiceField) else value
                on.append({"label": asked.label, "words": words, "without": {name: None}})
        return on


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


class InitiativeForm(Form):
    """Logging an initiative, or changing ``initiative``. Two answers are asked for; the rest is prefilled.

    ``answers()`` are the keywords of ``Initiative.log`` or ``Initiative.change``.
    """

    title = forms.CharField(
        label=_("Title"), max_length=140, help_text=_("Short, as you would tell a neighbour.")
    )
    text = forms.CharField(
        label=_("What is happening?"),
        max_length=10_000,
        widget=TextNaming(attrs={"rows": 7}),
        help_text=_("A few sentences are enough: what you do, with whom, and what you hope for."),
    )
    challenges = forms.MultipleChoiceField(
        label=_("Which challenges is it about?"),
        required=False,
        widget=ManyChoiceTiles(unsure=UNSURE),
        error_messages={"invalid_choice": _("This challenge is not one of your alliance’s.")},
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[("public", _("Everybody")), ("own", _("Only our alliance"))],
        initial="public",
        widget=ChoiceTiles(
            hints={
                "public": _("It also shows to people without an account."),
                "own": _("Its members and coordinators."),
            }
        ),
    )
    stage = forms.ChoiceField(label=_("How far along is it?"), choices=Stage.choices, initial=Stage.IDEA)
    place = forms.ChoiceField(
        label=_("Where?"),
        required=False,
        error_messages={"invalid_choice": _("This place is not one of your alliance’s.")},
    )
    language = forms.ChoiceField(label=_("Which language do you write in?"), choices=settings.LANGUAGES)
    attached = FilesField()

    def __init__(self, data: Any = None, *, person: Any, initiative: Initiative | None = None) -> None:
        self.partnerships = partnerships_of(person) if initiative is None else [initiative.partnership]
        initial = _first_answers(person) if initiative is None else _answers_of(initiative)
        super().__init__(_with_defaults(data, initial), initial=initial)
        alliances = {row.alliance_id: row.alliance for row in self.partnerships}
        self._offer_challenges(person, alliances)
        self._offer_places(alliances)
        if initiative is None:
            self._offer_partnerships()
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
        else:
            self.fields["stage_reason"] = forms.CharField(
                label=_("Why is the stage another one now?"),
                required=False,
                max_length=300,
                help_text=_("One sentence, if you changed the stage. It shows among the updates."),
            )
            self.fields["attached"].own(initiative.files.standing().in_order())  # type: ignore[attr-defined]
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)

    @property
    def only(self) -> Partnership | None:
        """The organisation it is logged for, where there is no choice."""
        return self.partnerships[0] if len(self.partnerships) == 1 else None

    def _offer_partnerships(self) -> None:
        names = {str(row.pk): row for row in self.partnerships}
        widget: type[forms.Widget] = ChoiceTiles if len(names) < TILES else forms.Select
        self.fields["partnership"] = forms.TypedChoiceField(
            label=_("For which organisation?"),
            choices=[(pk, f"{row.organisation} · {row.alliance.city}") for pk, row in names.items()],
            coerce=names.__getitem__,
            widget=forms.HiddenInput if len(names) == 1 else widget,
            error_messages={
                "required": _("Choose one."),
                "invalid_choice": _("You cannot log an initiative for this organisation."),
            },
        )
        self.order_fields(["partnership", *self.fields])

    def _offer_challenges(self, person: Any, alliances: dict[Any, Alliance]) -> None:
        rows = Challenge.objects.visible_to(person).filter(alliance__in=alliances).with_text().in_order()
        self._challenges = {row.slug: row for row in rows}
        field: Any = self.fields["challenges"]
        named = [(slug, row.text.title) for slug, row in self._challenges.items()]
        field.choices = [*named, (UNSURE, _("I don’t know yet"))]
        if len(alliances) > 1:
            cities = {row.slug: alliances[row.alliance_id].city for row in self._challenges.values()}
            field.widget.hints = cities

    def _offer_places(self, alliances: dict[Any, Alliance]) -> None:
        rows = Place.objects.filter(alliance__in=alliances)
        self._places = {str(row.pk): row for row in rows}
        field: Any = self.fields["place"]
        if len(self._places) < TILES:
            field.widget = ChoiceTiles(unsure="")
        named = [(pk, str(row)) for pk, row in self._places.items()]
        named.sort(key=lambda choice: sort_key(choice[1], get_language() or "en"))
        field.choices = [("", _("Not tied to a place")), *named]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_challenges(self) -> list[Challenge]:
        return [self._challenges[slug] for slug in self.cleaned_data["challenges"] if slug != UNSURE]

    def clean_place(self) -> Place | None:
        return self._places.get(self.cleaned_data["place"])

    def answers(self) -> dict[str, Any]:
        """What the verbs take, but for ``cleaned_data["attached"]``; only after ``is_valid()``."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != "attached"}
        answers["public"] = answers.pop("visibility") == "public"
        return answers

    def read_again(self, initiative: Initiative) -> None:
        """Take ``initiative``, as it is now, for read: the next answer stands."""
        data: Any = self.data
        data["seen"] = initiative.version

    def folded(self) -> bool:
        """Whether the further details may stay folded: nothing in them is wrong."""
        return not any(
            self[name].errors
            for name in ("stage", "stage_reason", "place", "language")
            if name in self.fields
        )


def _first_answers(person: Any) -> dict[str, Any]:
    """What a new form is prefilled with: all but the title and the text."""
    mine = standing_of(person).partnerships
    return {
        "partnership": str(mine[0].pk) if mine else "",
        "visibility": "public",
        "stage": Stage.IDEA.value,
        "language": get_language() or "en",
        "key": str(uuid4()),
    }


def _answers_of(initiative: Initiative) -> dict[str, Any]:
    """The initiative as its own form shows it."""
    return {
        "title": initiative.title,
        "text": initiative.body,
        "challenges": [one.slug for one in initiative.challenges.all()],
        "visibility": "public" if initiative.public else "own",
        "stage": initiative.stage,
        "place": str(initiative.place_id or ""),
        "language": initiative.language,
        "seen": initiative.version,
    }


PREFILLED = ("partnership", "visibility", "stage", "language", "key", "seen")


def _with_defaults(data: QueryDict | None, initial: dict[str, Any]) -> QueryDict | None:
    """What was sent, and for what is never asked twice the prefilled answer where none came along."""
    if data is None:
        return None
    data = data.copy()
    for name in PREFILLED:
        if not data.get(name) and initial.get(name):
            data[name] = initial[name]
    return data


def partnerships_of(person: Any) -> list[Partnership]:
    """Those ``person`` may log for: one's own, an administrator every present one."""
    standing = standing_of(person)
    if not standing.administrator:
        return standing.partnerships
    rows = Partnership.objects.current().select_related("organisation", "alliance")
    return list(rows.order_by("-alliance__lead", "alliance__city", "organisation__sort_key"))


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever follows the old address reads this."),
    )
