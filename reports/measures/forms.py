"""What is asked about milestones, indicators and measurements."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from challenges.models import Challenge
from initiatives.models import Initiative, Update
from reports.measures.figures import FigureField, typed
from reports.measures.models import Direction, Indicator, Measurement, Milestone, WorkPackage, today_of
from reports.measures.models.milestones import Proof, State
from visits.models import SiteVisit
from web.forms import ChoiceTiles, Form, day_field, needed_at_times

HIGHEST = 2**31 - 1
MANY = 200  # records offered to choose from


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Which language do you write in?"), choices=settings.LANGUAGES)


def long_field(label: Any, length: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class PlacedForm(Form):
    """Something under a work package and perhaps a challenge: a new one of ``alliance``, or the ``thing`` there is.

    ``answers()`` are keywords of its verbs.
    """

    # Prefilled, and put back where it did not come along.
    PREFILLED: tuple[str, ...] = ("language", "key", "seen")

    def __init__(
        self, data: Any, *, person: Any, alliance: Alliance, thing: Any, first: dict[str, Any]
    ) -> None:
        initial = answers_of(thing) if thing else {"language": get_language() or "en", **first}
        means = {"seen": str(thing.version)} if thing else {"key": str(uuid4())}
        if data is not None:
            data = data.copy()
            for name, value in {**initial, **means}.items():
                if name in self.PREFILLED and not data.get(name):
                    data[name] = value
        super().__init__(data, initial={**initial, **means})
        rows = Challenge.objects.standing().visible_to(person).filter(alliance=alliance).with_text()
        self._challenges = {str(row.pk): row for row in rows.in_order()}
        challenges: Any = self.fields["challenge"]
        challenges.choices = [
            ("", pgettext_lazy("no challenge", "None")),
            *((pk, str(row)) for pk, row in self._challenges.items()),
        ]
        if thing:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=HIGHEST)
        else:
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and name not in ("language", "challenge"):
                cleaned[name] = value.strip().replace("\r\n", "\n")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What the verbs take; only after ``is_valid()``."""
        return {**self.cleaned_data, "challenge": self._challenges.get(self.cleaned_data["challenge"])}


def package_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Which work package?"), choices=WorkPackage.choices, widget=ChoiceTiles(columns="one")
    )


def challenge_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("For which challenge?"), required=False)


class MilestoneForm(PlacedForm):
    """A milestone; its day is asked once, and moved later with a reason."""

    title = forms.CharField(
        label=_("What will be reached?"),
        max_length=200,
        help_text=_("Something one can see on the day: “The mini-hub in Prebold is open.”"),
    )
    due = day_field(label=_("By when?"), help_text=_("At most two milestones are due in one calendar year."))
    work_package = package_field()
    challenge = challenge_field()
    language = language_field()

    def __init__(
        self, data: Any = None, *, person: Any, alliance: Alliance, milestone: Milestone | None = None
    ) -> None:
        super().__init__(
            data,
            person=person,
            alliance=alliance,
            thing=milestone,
            first={"work_package": WorkPackage.THEMATIC.value},
        )
        if milestone:
            del self.fields["due"]


class IndicatorForm(PlacedForm):
    """An indicator."""

    PREFILLED = (*PlacedForm.PREFILLED, "direction", "baseline_on")

    name = forms.CharField(label=_("What do you measure?"), max_length=160)
    unit = forms.CharField(
        label=_("In what unit?"), max_length=60, help_text=_("What the number counts: people, homes, kWh, %.")
    )
    direction = forms.ChoiceField(
        label=_("Which way is good?"), choices=Direction.choices, widget=ChoiceTiles
    )
    baseline = FigureField(label=_("Where did it begin?"))
    baseline_on = day_field(label=_("On which day was that?"))
    target = FigureField(label=_("Where is it to come?"))
    target_on = day_field(label=_("By when?"))
    how = long_field(
        _("How is it measured?"),
        1000,
        required=False,
        help_text=_("So that whoever measures next does the same: what counts, who asks, how often."),
    )
    work_package = package_field()
    challenge = challenge_field()
    language = language_field()

    def __init__(
        self, data: Any = None, *, person: Any, alliance: Alliance, indicator: Indicator | None = None
    ) -> None:
        super().__init__(
            data,
            person=person,
            alliance=alliance,
            thing=indicator,
            first={
                "work_package": WorkPackage.THEMATIC.value,
                "direction": Direction.UP.value,
                "baseline": "0",
                "baseline_on": today_of(alliance).isoformat(),
            },
        )


def answers_of(thing: Milestone | Indicator) -> dict[str, Any]:
    """The thing as its own form shows it."""
    texts = {name: getattr(thing, name) for name in thing.TEXTS}
    columns = {name: getattr(thing, name) for name in thing.ASKED}
    return _as_asked({**texts, **columns, "language": thing.language})


def answers_at(thing: Milestone | Indicator, number: int) -> dict[str, Any]:
    """The same, as of the version of that number; nothing where there never was one."""
    revision = thing.revisions.filter(number=number).first()
    if revision is None:
        return {}
    return _as_asked({**revision.texts, **revision.answers, "language": revision.language})


def _as_asked(columns: dict[str, Any]) -> dict[str, Any]:
    answers = {name: value for name, value in columns.items() if name != "challenge_id"}
    for name in {"baseline", "target"} & set(answers):
        answers[name] = typed(Decimal(answers[name]))
    return {**answers, "challenge": str(columns["challenge_id"] or "")}


class ProofForm(Form):
    """What shows that a milestone was reached: any of it."""

    initiative = forms.ChoiceField(label=_("An initiative"), required=False)
    update = forms.ChoiceField(label=_("An update"), required=False)
    visit = forms.ChoiceField(label=_("A visit"), required=False)
    url = forms.CharField(
        label=_("A web address"),
        required=False,
        max_length=500,
        validators=[URLValidator(["http", "https"], message=_("Write the whole address: https://…"))],
    )
    words = long_field(_("In words"), 500, required=False)
    language = language_field()

    SHOWS = ("initiative", "update", "visit", "url", "words")

    def __init__(self, data: Any = None, *, person: Any, alliance: Alliance, **initial: Any) -> None:
        initial = {"language": get_language() or "en", **initial}
        if data is not None:
            data = data.copy()
            data["language"] = data.get("language") or initial["language"]
        super().__init__(data, initial=initial)
        self._rows = records_of(alliance, person)
        for name, rows in self._rows.items():
            field: Any = self.fields[name]
            field.choices = [
                ("", pgettext_lazy("no challenge", "None")),
                *((pk, str(row)) for pk, row in rows.items()),
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if type(self) is ProofForm and not self.errors and not self.proof():
            self.add_error("words", _("Name one thing at least."))
        return cleaned

    def proof(self) -> Proof:
        """What was named; of a form whose fields are clean."""
        named: dict[str, Any] = {name: rows.get(self.cleaned_data[name]) for name, rows in self._rows.items()}
        words = self.cleaned_data["words"].strip()
        return Proof(
            **named, url=self.cleaned_data["url"], words=words, language=self.cleaned_data["language"]
        )


def records_of(alliance: Alliance, person: Any) -> dict[str, dict[str, Model]]:
    """What the alliance has told that ``person`` may see, by kind and id, the newest first: three queries."""
    initiatives = Initiative.objects.standing().visible_to(person).filter(partnership__alliance=alliance)
    updates = Update.objects.standing().visible_to(person).filter(initiative__partnership__alliance=alliance)
    visits = SiteVisit.objects.standing().announced().visible_to(person).filter(alliance=alliance)
    found: dict[str, Any] = {
        "initiative": initiatives.select_related("partnership").with_text().newest_first(),
        "update": updates.select_related("initiative__partnership").with_text().newest_first(),
        "visit": visits.with_text().latest_first(),
    }
    return {name: {str(row.pk): row for row in rows[:MANY]} for name, rows in found.items()}


class TellForm(ProofForm):
    """How a milestone stands: reached, moved or missed, with what each needs."""

    outcome = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[(state.value, state.label) for state in (State.REACHED, State.MOVED, State.MISSED)],
        widget=ChoiceTiles(
            hints={
                State.REACHED.value: _("Say when, and what shows it."),
                State.MOVED.value: _("Say to which day, and why."),
                State.MISSED.value: _("It will not be reached. Say why."),
            },
            columns="one",
        ),
    )
    on = needed_at_times(day_field(label=_("Reached on"), required=False))
    due = needed_at_times(day_field(label=_("New day"), required=False))
    reason = needed_at_times(long_field(_("Why was it moved or missed?"), 500, required=False))

    field_order = ("outcome", "on", "due", "reason", *ProofForm.SHOWS, "language")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs: dict[Any, dict[str, Any]] = {
            State.REACHED: {"on": _("Say on which day.")},
            State.MOVED: {
                "due": _("Say to which day."),
                "reason": _("Say why, so that nobody is left guessing."),
            },
            State.MISSED: {"reason": _("Say why, so that nobody is left guessing.")},
        }
        for name, words in needs.get(cleaned.get("outcome"), {}).items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        return cleaned

    def tell(self, milestone: Milestone, *, by: Any) -> None:
        """Do what was chosen; raises what the verb refuses."""
        answers = self.cleaned_data
        if answers["outcome"] == State.REACHED:
            milestone.reach(on=answers["on"], proof=self.proof(), by=by)
        elif answers["outcome"] == State.MOVED:
            milestone.move(due=answers["due"], reason=answers["reason"].strip(), by=by)
        else:
            milestone.miss(reason=answers["reason"].strip(), by=by)


class MeasurementForm(Form):
    """One value on one day. ``answers()`` are keywords of ``Indicator.measure`` and ``Measurement.correct``."""

    value = FigureField(label=_("How much is it?"))
    day = day_field(label=_("On which day?"))
    source = forms.CharField(
        label=_("Where is the number from?"),
        max_length=300,
        required=False,
        help_text=_("A list, a survey, a meter: so that somebody can look again."),
    )
    note = long_field(_("Anything to know about it?"), 500, required=False)
    language = language_field()

    def __init__(
        self, data: Any = None, *, indicator: Indicator, measurement: Measurement | None = None
    ) -> None:
        initial: dict[str, Any] = {
            "day": today_of(indicator.alliance).isoformat(),
            "language": get_language() or "en",
        }
        if measurement:
            initial |= {
                "value": typed(measurement.value),
                "day": measurement.day,
                "source": measurement.source,
                "language": measurement.language,
            }
        if data is not None:
            data = data.copy()
            for name in ("day", "language"):
                data[name] = data.get(name) or initial[name]
        super().__init__(data, initial=initial)
        self.fields["value"].help_text = _("Unit: %(unit)s") % {"unit": indicator.text.unit}
        if measurement:
            self.fields["note"].label = _("Why is it corrected?")
            self.fields["note"].required = True

    def answers(self) -> dict[str, Any]:
        """Only after ``is_valid()``."""
        answers = dict(self.cleaned_data)
        return {**answers, **{name: answers[name].strip() for name in ("source", "note")}}


class WithdrawForm(Form):
    """Why something is taken off."""

    reason = long_field(_("Why is it withdrawn?"), 500)
