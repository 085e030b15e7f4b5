"""What is asked of who prepares a visit; see also guest_forms and afterwards_forms."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, Membership, Partnership, standing_of
from challenges.models import Challenge
from initiatives.models import Initiative
from people.forms import time_zones
from people.models import Person
from visits.models import ProgrammeItem, SiteVisit
from visits.plans import PLANS
from web.collation import sort_key
from web.conflict import READ, remember
from web.forms import ChoiceTiles, Form, ManyChoiceTiles, day_field, known_day, needed_at_times

MANY = 200  # initiatives offered to choose from
HIGHEST = 2**31 - 1


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )


class VisitForm(Form):
    """Planning a visit, or changing ``visit``. ``answers()`` are the keywords of ``plan_one`` or ``change``."""

    plan = forms.ChoiceField(
        label=_("What kind of visit?"),
        choices=[(plan.key, plan.label) for plan in PLANS],
        initial="thematic",
        widget=ChoiceTiles(hints={plan.key: plan.hint for plan in PLANS}, columns="one"),
    )
    title = forms.CharField(label=_("Title"), max_length=140)
    first_day = needed_at_times(day_field(label=_("First day"), required=False))
    last_day = day_field(
        label=_("Last day"), required=False, help_text=_("Leave it empty for a visit of one day.")
    )
    month = forms.DateField(
        label=_("Month"),
        required=False,
        input_formats=["%Y-%m"],
        validators=[known_day],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
        help_text=_("Where the day is not known yet."),
    )
    venue = forms.CharField(label=_("Venue"), max_length=200, required=False)
    meeting_point = forms.CharField(
        label=_("Meeting point"),
        max_length=300,
        required=False,
        help_text=_("Where guests find you, as you would tell them on the phone."),
    )
    text = forms.CharField(
        label=_("What is it about?"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    capacity = forms.IntegerField(
        label=_("Places a day"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Empty: as many as come. Who comes later waits and moves up in turn."),
    )
    hosts = forms.MultipleChoiceField(
        label=_("Who hosts?"),
        required=False,
        widget=ManyChoiceTiles,
        help_text=_("Hosts read what the guests expect and need."),
        error_messages={"invalid_choice": _("A host must be a member of the alliance.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages are spoken?"),
        required=False,
        choices=settings.LANGUAGES,
        widget=ManyChoiceTiles,
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[("public", _("Everybody")), ("own", _("Only our alliance, and who is invited"))],
        initial="public",
        widget=ChoiceTiles,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the place"),
        choices=time_zones,
        widget=forms.Select(attrs={"translate": "no"}),
    )
    language = forms.ChoiceField(label=_("Which language do you write in?"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, person: Any, visit: SiteVisit | None = None) -> None:
        self.alliances = [visit.alliance] if visit else alliances_of(person)
        initial = answers_of(visit) if visit else first_answers(self.alliances)
        super().__init__(with_defaults(data, initial), initial=initial)
        self._offer_hosts()
        if visit is None:
            self._offer_alliances()
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
        else:
            del self.fields["plan"]
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=HIGHEST)
            remember(self, initial)

    def _offer_alliances(self) -> None:
        rows = {str(row.pk): row for row in self.alliances}
        self.fields["alliance"] = forms.TypedChoiceField(
            label=_("Which alliance is the host?"),
            choices=[(pk, row.text.name) for pk, row in rows.items()],
            coerce=rows.__getitem__,
            widget=forms.HiddenInput if len(rows) == 1 else ChoiceTiles,
            error_messages={"invalid_choice": _("You cannot plan a visit for this alliance.")},
        )
        self.order_fields(["alliance", *self.fields])

    def _offer_hosts(self) -> None:
        members = Membership.objects.current().filter(partnership__alliance__in=self.alliances)
        rows = members.select_related("person", "partnership__organisation").order_by("created_at")
        self._members = {str(row.person_id): row.person for row in rows}
        field: Any = self.fields["hosts"]
        field.choices = [(pk, str(person)) for pk, person in self._members.items()]
        field.widget.hints = {str(row.person_id): row.partnership.organisation.text.name for row in rows}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_hosts(self) -> list[Person]:
        return [self._members[pk] for pk in self.cleaned_data["hosts"]]

    def answers(self) -> dict[str, Any]:
        """What the verbs take; only after ``is_valid()``."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != READ}
        answers["public"] = answers.pop("visibility") == "public"
        return answers

    def folded(self) -> bool:
        """Whether the further details may stay folded: nothing in them is wrong."""
        return not any(self[name].errors for name in ("languages", "visibility", "time_zone", "language"))


def alliances_of(person: Any) -> list[Alliance]:
    """Those ``person`` may plan a visit for."""
    standing = standing_of(person)
    if standing.administrator:
        return list(Alliance.objects.visible_to(person).lead_first())
    return standing.coordinated


def first_answers(alliances: list[Alliance]) -> dict[str, Any]:
    first = alliances[0] if alliances else None
    return {
        "alliance": str(first.pk) if first else "",
        "plan": "thematic",
        "languages": first.languages[:1] if first else [],
        "visibility": "public",
        "time_zone": first.time_zone if first else settings.TIME_ZONE,
        "language": get_language() or "en",
        "key": str(uuid4()),
    }


def answers_of(visit: SiteVisit) -> dict[str, Any]:
    """The visit as its own form shows it."""
    return {
        "title": visit.title,
        "first_day": visit.first_day,
        "last_day": visit.last_day if visit.last_day != visit.first_day else None,
        "month": visit.month if visit.first_day is None else None,
        "venue": visit.venue,
        "meeting_point": visit.meeting_point,
        "text": visit.body,
        "capacity": visit.capacity,
        "hosts": [str(person.pk) for person in visit.hosts.all()],
        "languages": visit.languages,
        "visibility": "public" if visit.public else "own",
        "time_zone": visit.time_zone,
        "language": visit.language,
        "seen": visit.version,
    }


PREFILLED = ("alliance", "plan", "visibility", "time_zone", "language", "key", "seen")


def with_defaults(data: QueryDict | None, initial: dict[str, Any]) -> QueryDict | None:
    """What was sent, and for what is never asked twice the prefilled answer where none came along."""
    if data is None:
        return None
    data = data.copy()
    for name in PREFILLED:
        if not data.get(name) and initial.get(name):
            data[name] = initial[name]
    return data


class ItemForm(Form):
    """One item of a visit's programme; ``answers()`` are the keywords of ``ProgrammeItem.add`` or ``change``."""

    title = forms.CharField(label=_("What happens?"), max_length=140)
    day = forms.TypedChoiceField(label=_("Day"), coerce=int)
    starts = time_field(_("From"))
    ends = time_field(_("Until"))
    place = forms.CharField(label=_("Where?"), max_length=200, required=False)
    host = forms.ChoiceField(label=_("Who hosts it?"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Not said")), *settings.LANGUAGES]
    )
    text = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    challenge = forms.ChoiceField(label=_("Which challenge does it show?"), required=False)
    initiative = forms.ChoiceField(label=_("Which initiative does it show?"), required=False)
    bring = forms.CharField(label=_("What should guests bring?"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, visit: SiteVisit, person: Any, item: ProgrammeItem | None = None
    ) -> None:
        super().__init__(data, initial=_item_answers(item) if item else {"day": 1}, auto_id="item-%s")
        # A visit whose days are not known yet may have as many as it needs.
        days = visit.days or range(1, 6)
        self._choose("day", [(n, _day_words(visit, n)) for n in range(1, len(days) + 1)])
        self._rows = shown_by(visit, person)
        for name, rows in self._rows.items():
            named = [(pk, str(getattr(row, "organisation", row))) for pk, row in rows.items()]
            named = by_name(named) if name == "host" else named
            self._choose(name, [("", _("Not said")), *named])
        if item:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=HIGHEST)

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def answers(self) -> dict[str, Any]:
        """What the verbs take; only after ``is_valid()``."""
        answers = dict(self.cleaned_data)
        for name, rows in self._rows.items():
            answers[name] = rows.get(answers[name])
        return answers


def shown_by(visit: SiteVisit, person: Any) -> dict[str, dict[str, Any]]:
    """What the hosts can show: their organisations, and of challenges and initiatives what ``person`` may see."""
    partnerships = Partnership.objects.current().filter(alliance=visit.alliance)
    challenges = Challenge.objects.standing().visible_to(person).filter(alliance=visit.alliance)
    initiatives = Initiative.objects.standing().visible_to(person)
    initiatives = initiatives.filter(partnership__alliance=visit.alliance).for_cards().newest_first()
    found: dict[str, Any] = {
        "host": partnerships.select_related("organisation"),
        "challenge": challenges.with_text().in_order(),
        "initiative": initiatives[:MANY],
    }
    return {name: {str(row.pk): row for row in rows} for name, rows in found.items()}


def by_name(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """``choices`` as the alphabet of the reader's language has their labels."""
    language = get_language() or "en"
    return sorted(choices, key=lambda choice: sort_key(choice[1], language))


def _day_words(visit: SiteVisit, number: int) -> str:
    if visit.days:
        return date_format(visit.days[number - 1], "DATE_FORMAT")
    return str(_("Day %(number)s") % {"number": number})


def _item_answers(item: ProgrammeItem) -> dict[str, Any]:
    plain = ("title", "day", "starts", "ends", "place", "language", "text", "bring")
    return {
        **{name: getattr(item, name) for name in plain},
        "host": str(item.host_id or ""),
        "challenge": str(item.challenge_id or ""),
        "initiative": str(item.initiative_id or ""),
        "seen": item.version,
    }


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever follows the old address reads this."),
    )
