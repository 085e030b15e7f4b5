"""What is asked about when reports are due."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from reports.forms import SECTIONS, KindsForm
from reports.measures.models import today_of
from reports.registry import kinds
from reports.schedules.models import DAYS_BEFORE, LONGEST_BEFORE, MOST_DATES, ReportSchedule
from web.conflict import READ, remember
from web.forms import ChoiceTiles, Column, RowsField, day_field

HIGHEST = 2**31 - 1


class ScheduleForm(KindsForm):
    """When which report is due. ``answers()`` are keywords of ``ReportSchedule.set`` and ``change``."""

    kind = forms.ChoiceField(label=_("Which report?"), widget=ChoiceTiles(columns="one"))
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)
    dates = RowsField(
        label=_("Due on these days"),
        columns=[Column(name="day", label=_("Day"), input_type="date", max_length=10)],
        most=MOST_DATES,
        help_text=_("As irregular as the calendar of the programme is."),
    )
    yearly_from = day_field(
        label=_("Every year from this day on"),
        required=False,
        help_text=_("The same day each year; the 29th of February is the 28th in years without."),
    )
    with_milestones = forms.BooleanField(
        label=_("Also on the day of each milestone, and along when it moves"), required=False
    )
    begin = day_field(
        label=_("First day of the first report"),
        help_text=_("Each further report goes on where the last ended."),
    )
    days_before = forms.IntegerField(
        label=_("Open the draft so many days before"), min_value=1, max_value=LONGEST_BEFORE
    )

    def __init__(
        self, data: Any = None, *, alliance: Alliance, schedule: ReportSchedule | None = None
    ) -> None:
        self.kinds = [kind for kind in kinds() if kind.periodic]
        initial = answers_of(schedule) if schedule else first_answers(alliance, self.kinds[0].name)
        if data is not None:
            data = data.copy()
            for name in ("kind", "language", "begin", "days_before"):
                data[name] = data.get(name) or initial[name]
            if schedule:
                data["seen"] = data.get("seen") or str(schedule.version)
        super().__init__(data, initial={**initial, "seen": schedule and schedule.version})
        fields: Any = self.fields
        fields["kind"].choices = [(kind.name, kind.label) for kind in self.kinds]
        fields["kind"].widget.hints = {kind.name: kind.text for kind in self.kinds}
        ticked = {schedule.kind: schedule.sections} if schedule else {}
        self.add_sections(ticked, help_text=_("None chosen: all that this report has."))
        if schedule:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=HIGHEST)
            remember(self, initial)

    def clean_dates(self) -> list[date]:
        try:
            return [date.fromisoformat(row["day"]) for row in self.cleaned_data["dates"]]
        except ValueError:
            raise ValidationError(_("Write the day as year-month-day: 2026-03-20.")) from None

    def answers(self) -> dict[str, Any]:
        """Only after ``is_valid()``."""
        plain = {name: value for name, value in self.cleaned_data.items() if name != READ}
        sections = {kind.name: plain.pop(f"{SECTIONS}{kind.name}") for kind in self.kinds}
        return {**plain, "sections": sections[plain["kind"]]}


def first_answers(alliance: Alliance, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "language": alliance.languages[0] if alliance.languages else get_language() or "en",
        "begin": today_of(alliance).replace(month=1, day=1).isoformat(),
        "days_before": str(DAYS_BEFORE),
    }


def answers_of(schedule: ReportSchedule) -> dict[str, Any]:
    """The schedule as its own form shows it."""
    answers = {name: getattr(schedule, name) for name in schedule.ASKED if name != "sections"}
    answers[f"{SECTIONS}{schedule.kind}"] = schedule.sections
    answers["dates"] = [{"day": day.isoformat()} for day in schedule.dates]
    return {**answers, "days_before": str(schedule.days_before)}
