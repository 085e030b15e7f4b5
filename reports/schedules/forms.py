"""What is asked about when reports are due."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from reports.measures.models import today_of
from reports.registry import kind_of, kinds
from reports.schedules.models import DAYS_BEFORE, LONGEST_BEFORE, MOST_DATES, ReportSchedule
from web.conflict import READ, remember
from web.forms import ChoiceTiles, Column, Form, ManyChoiceTiles, RowsField, day_field

HIGHEST = 2**31 - 1


class ScheduleForm(Form):
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
    sections = forms.MultipleChoiceField(
        label=_("Which sections?"),
        required=False,
        widget=ManyChoiceTiles,
        help_text=_("None chosen: all that this report has."),
    )

    def __init__(
        self, data: Any = None, *, alliance: Alliance, schedule: ReportSchedule | None = None
    ) -> None:
        rows = {row.name: row for row in kinds() if row.periodic}
        initial = answers_of(schedule) if schedule else first_answers(alliance, next(iter(rows), ""))
        if data is not None:
            data = data.copy()
            for name in ("kind", "language", "begin", "days_before"):
                data[name] = data.get(name) or initial[name]
            if schedule:
                data["seen"] = data.get("seen") or str(schedule.version)
        super().__init__(data, initial={**initial, "seen": schedule and schedule.version})
        fields: Any = self.fields
        fields["kind"].choices = [(name, row.label) for name, row in rows.items()]
        fields["kind"].widget.hints = {name: row.text for name, row in rows.items()}
        sections = {section.name: section for row in rows.values() for section in row.sections.values()}
        fields["sections"].choices = [(name, section.label) for name, section in sections.items()]
        if schedule:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, max_value=HIGHEST)
            remember(self, initial)

    def clean_dates(self) -> list[date]:
        try:
            return [date.fromisoformat(row["day"]) for row in self.cleaned_data["dates"]]
        except ValueError:
            raise ValidationError(_("Write the day as year-month-day: 2026-03-20.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        foreign = set(cleaned.get("sections", ())) - set(
            kind_of(cleaned["kind"]).sections if "kind" in cleaned else ()
        )
        if foreign and "kind" in cleaned:
            self.add_error("sections", _("This report has no such section."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Only after ``is_valid()``."""
        return {name: value for name, value in self.cleaned_data.items() if name != READ}


def first_answers(alliance: Alliance, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "language": alliance.languages[0] if alliance.languages else get_language() or "en",
        "begin": today_of(alliance).replace(month=1, day=1).isoformat(),
        "days_before": str(DAYS_BEFORE),
    }


def answers_of(schedule: ReportSchedule) -> dict[str, Any]:
    """The schedule as its own form shows it."""
    answers = {name: getattr(schedule, name) for name in schedule.ASKED}
    answers["dates"] = [{"day": day.isoformat()} for day in schedule.dates]
    return {**answers, "days_before": str(schedule.days_before)}
