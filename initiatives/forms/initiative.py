"""What people write about an initiative."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.forms import TextNaming
from alliances.models import Alliance, Partnership, Place, standing_of
from challenges.models import Challenge
from initiatives.models import Audience, Details, Initiative, Line, LineKind, Link, Participation, Stage
from initiatives.models.details import MOST_LINES
from web.collation import sort_key
from web.file_field import FilesField
from web.forms import ChoiceTiles, Column, Form, ManyChoiceTiles, RowsField, day_field, needed_at_times

UNSURE = "unsure"
LONGEST_LENS = 60
TILES = 8  # more choices than these are a list to choose from
PREFILLED = ("partnership", "visibility", "stage", "language", "key", "seen")
LINE = (
    Column("kind", _("Kind"), choices=[("", _("Kind")), *LineKind.choices]),
    Column("text", _("In a few words"), max_length=200, required=True),
)
LINK = (
    Column("url", _("Address"), max_length=500, required=True, input_type="url"),
    Column("words", _("What it is"), max_length=120),
)
http_only = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Section:
    """Questions that stand folded together, open where something in them is wrong."""

    title: Any
    fields: Sequence[BoundField]

    @property
    def open(self) -> bool:
        return any(field.errors for field in self.fields)


class InitiativeForm(Form):
    """Logging an initiative, or changing ``initiative``. Two answers are asked for; the rest is prefilled.

    ``lens`` is what a room above wants it looked at through once it is logged: kept, never judged here.

    ``answers()`` are the keywords of ``Initiative.log`` or ``Initiative.change``. What is not sent at all by a
    form that does not ask for it (``questions`` names those that are) stays as it was.
    """

    SECTIONS = (
        (_("Stage, place and time"), ("stage", "stage_reason", "place", "began_on", "ends_on", "language")),
        (_("Who is in it, and for whom"), ("partners", "audiences", "participation", "participation_reason")),
        (_("What you need, and what you can give"), ("needs", "offers")),
        (_("Links, and what it was adapted from"), ("links", "adapted_from")),
    )

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
    began_on = day_field(label=_("From"), required=False)
    ends_on = day_field(label=_("Until"), required=False)
    language = forms.ChoiceField(label=_("Which language do you write in?"), choices=settings.LANGUAGES)
    partners = forms.MultipleChoiceField(
        label=_("Which partners work on it too?"),
        required=False,
        widget=ManyChoiceTiles,
        help_text=_("Their people may then edit it as well."),
        error_messages={"invalid_choice": _("This organisation is not one of your alliance’s.")},
    )
    audiences = forms.MultipleChoiceField(
        label=_("For whom is it?"),
        required=False,
        widget=ManyChoiceTiles,
        error_messages={"invalid_choice": _("There is nothing by this name here.")},
    )
    participation = forms.ChoiceField(
        label=_("How much say do these people have?"),
        required=False,
        choices=[*Participation.choices, ("", _("Not decided yet"))],
        widget=ChoiceTiles(unsure="", hints={level.value: level.promise for level in Participation}),
        help_text=_("What you choose here is a promise, and shows as one."),
    )
    participation_reason = forms.CharField(
        label=_("Why this much?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needs = RowsField(label=_("What do you need?"), columns=LINE, most=MOST_LINES)
    offers = RowsField(label=_("What can you give?"), columns=LINE, most=MOST_LINES)
    links = RowsField(label=_("Links"), columns=LINK, most=MOST_LINES)
    adapted_from = forms.CharField(
        label=_("Which initiative was it adapted from?"),
        required=False,
        max_length=300,
        help_text=_("Paste the address of its page here."),
    )

    attached = FilesField()

    def __init__(
        self,
        data: Any = None,
        *,
        person: Any,
        initiative: Initiative | None = None,
        adapted_from: Initiative | None = None,
    ) -> None:
        self.person, self.initiative = person, initiative
        self.partnerships = partnerships_of(person) if initiative is None else [initiative.partnership]
        initial = _first_answers(person) if initiative is None else answers_of(initiative)
        if adapted_from is not None:
            initial["adapted_from"] = adapted_from.get_absolute_url()
        super().__init__(_with_defaults(data, initial), initial=initial)
        alliances = {row.alliance_id: row.alliance for row in self.partnerships}
        self._offer_challenges(person, alliances)
        self._offer_places(alliances)
        self._offer_partners(alliances)
        audiences: Any = self.fields["audiences"]
        self._audiences = {row.slug: row for row in Audience.objects.all()}
        audiences.choices = [(slug, row.text.name) for slug, row in self._audiences.items()]
        if initiative is None:
            self._offer_partnerships()
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
            self.fields["lens"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=LONGEST_LENS
            )
        else:
            self._ask_about_the_change()

    @property
    def only(self) -> Partnership | None:
        """The organisation it is logged for, where there is no choice."""
        return self.partnerships[0] if len(self.partnerships) == 1 else None

    @property
    def sections(self) -> list[Section]:
        """The questions that may stay folded, those that are asked."""
        return [
            Section(title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]

    def _ask_about_the_change(self) -> None:
        self.fields["stage_reason"] = needed_at_times(
            forms.CharField(
                label=_("Why is the stage another one now?"),
                required=False,
                max_length=300,
                help_text=_("One sentence, if you changed the stage. It shows among the updates."),
            )
        )
        attached: Any = self.fields["attached"]
        attached.own(self.initiative.files.standing().in_order() if self.initiative else ())
        self.fields["note"] = forms.CharField(
            label=_("What did you change?"),
            required=False,
            max_length=300,
            help_text=_("A sentence for whoever looks at the versions later."),
        )
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)

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

    def _offer_partners(self, alliances: dict[Any, Alliance]) -> None:
        """Everybody in the alliance but who leads it; those who left it stay where they are named already."""
        rows = Partnership.objects.filter(alliance__in=alliances).select_related("organisation")
        beside = set(self.initial.get("partners", ()))
        lead = self.only.pk if self.only else None
        self._partners = {
            str(row.pk): row
            for row in rows
            if row.pk != lead and (row.until is None or str(row.pk) in beside)
        }
        named = [(pk, row.organisation.text.name) for pk, row in self._partners.items()]
        named.sort(key=lambda choice: sort_key(choice[1], get_language() or "en"))
        field: Any = self.fields["partners"]
        field.choices = named

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_challenges(self) -> list[Challenge]:
        return [self._challenges[slug] for slug in self.cleaned_data["challenges"] if slug != UNSURE]

    def clean_place(self) -> Place | None:
        return self._places.get(self.cleaned_data["place"])

    def clean_partners(self) -> list[Partnership]:
        return [self._partners[pk] for pk in self.cleaned_data["partners"]]

    def clean_audiences(self) -> list[Audience]:
        return [self._audiences[slug] for slug in self.cleaned_data["audiences"]]

    def clean_needs(self) -> list[Line]:
        return _lines(self.cleaned_data["needs"])

    def clean_offers(self) -> list[Line]:
        return _lines(self.cleaned_data["offers"])

    def clean_links(self) -> list[Link]:
        links = []
        for row in self.cleaned_data["links"]:
            url = row["url"] if "://" in row["url"] else f"https://{row['url']}"
            try:
                http_only(url)
            except ValidationError:
                raise ValidationError(
                    _("“%(url)s” is no address of a page."), params={"url": row["url"]}
                ) from None
            links.append(Link(url, row["words"]))
        return links

    def clean_adapted_from(self) -> Initiative | None:
        typed = self.cleaned_data["adapted_from"].strip()
        if not typed:
            return None
        slug = urlsplit(typed).path.rstrip("/").rpartition("/")[2]
        found = Initiative.objects.standing().visible_to(self.person).filter(slug=slug).first()
        if found is None:
            raise ValidationError(_("No initiative has this address."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began, ends = cleaned.get("began_on"), cleaned.get("ends_on")
        if began and ends and ends < began:
            self.add_error("ends_on", _("This day is before the first one."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What the verbs take, but for ``cleaned_data["attached"]``; only after ``is_valid()``."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("attached", "lens")}
        answers: dict[str, Any] = kept
        answers["public"] = answers.pop("visibility") == "public"
        told = {
            name: answers.pop(name)
            for name in (
                *("began_on", "ends_on", "audiences", "participation", "participation_reason"),
                *("needs", "offers", "links", "adapted_from"),
            )
        }
        unsure = not answers["challenges"] and UNSURE in (self["challenges"].data or ())
        answers["details"] = Details(challenges_unsure=unsure, **told)
        if self.initiative is not None and answers["stage"] == self.initiative.stage:
            answers["stage_reason"] = ""
        return answers


def _lines(rows: list[dict[str, str]]) -> list[Line]:
    if any(not row["kind"] for row in rows):
        raise ValidationError(_("Choose a kind for each."))
    return [Line(row["kind"], row["text"]) for row in rows]


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


def answers_of(initiative: Initiative) -> dict[str, Any]:
    """The initiative as its own form shows it."""
    return {
        "title": initiative.title,
        "text": initiative.body,
        "language": initiative.language,
        "seen": initiative.version,
        **_as_asked(initiative.answers()),
    }


def answers_at(initiative: Initiative, number: int) -> dict[str, Any]:
    """The same, as of the version of that number; nothing where there never was one."""
    revision = initiative.revisions.filter(number=number).first()
    if revision is None:
        return {}
    words = {"title": revision.texts["title"], "text": revision.texts["body"], "language": revision.language}
    return {**words, **_as_asked(revision.answers)}


def _as_asked(answers: dict[str, Any]) -> dict[str, Any]:
    """What an initiative was adapted from is told by its id, and asked for by its address."""
    origin = answers["adapted_from"]
    found = Initiative.objects.filter(pk=origin).first() if origin else None
    return {**answers, "adapted_from": found.get_absolute_url() if found else ""}


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
    """Those ``person`` may log for: one's own; who coordinates, also the others of that alliance; an administrator
    every present one."""
    standing = standing_of(person)
    rows = Partnership.objects.current().select_related("organisation", "alliance")
    rows = rows.order_by("-alliance__lead", "alliance__city", "organisation__sort_key")
    if standing.administrator:
        return list(rows)
    mine = standing.partnerships
    if not standing.coordinated:
        return mine
    others = rows.filter(alliance__in=standing.coordinated).exclude(pk__in=[one.pk for one in mine])
    return [*mine, *others]
