"""What is asked of somebody who wants a report, and what they write into it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Membership, coordinated_by
from reports.models import Report
from reports.registry import Occasions, ReportKind, kinds
from web.conflict import remember, remembered
from web.exceptions import DomainError
from web.forms import ChoiceTiles, Form, ManyChoiceTiles, day_field, speak_plainly

OTHER_DAYS = "other"
# Before the names of a kind's sections and its occasions, of a narrative's boxes and of who writes them.
SECTIONS, ABOUT, BOX, WRITER = "sections_", "about_", "box_", "writer_"
LONGEST = 8_000  # characters in a box


def spans(today: date) -> dict[str, tuple[Any, date, date]]:
    """The periods that are offered, by name: label, first and last day."""
    half = today.replace(month=1 if today.month < 7 else 7, day=1)
    before = half - timedelta(days=1)
    year = today.replace(month=1, day=1)
    return {
        "this_year": (_("This year so far"), year, today),
        "half_year": (_("The last half-year"), before.replace(month=before.month - 5, day=1), before),
        "last_year": (_("Last year"), year.replace(year=year.year - 1), year - timedelta(days=1)),
    }


class KindsForm(Form):
    """What asks for a report of one of ``kinds``. The sections of every kind stand in it, each under a name of its
    own; ``by_kind`` is for ``reports/sections.html``."""

    kinds: list[ReportKind]

    def add_sections(self, ticked: Mapping[str, Collection[str]], help_text: Any = "") -> None:
        """A field for the sections of each kind; ``ticked`` are the names that are at first, by kind."""
        for kind in self.kinds:
            self.fields[f"{SECTIONS}{kind.name}"] = forms.MultipleChoiceField(
                label=_("Which sections?"),
                choices=[(section.name, section.label) for section in kind.sections.values()],
                initial=list(ticked.get(kind.name, ())),
                required=False,
                widget=ManyChoiceTiles,
                help_text=help_text,
            )

    @property
    def by_kind(self) -> Iterator[tuple[ReportKind, forms.BoundField]]:
        """Each kind with its sections, in the order of the choice."""
        return ((kind, self[f"{SECTIONS}{kind.name}"]) for kind in self.kinds)


class ReportForm(KindsForm):
    """Kind, alliance where there is a choice, occasion where the kind has some, period, language and sections.
    ``answers()`` are the keywords of ``Report.ask``.

    ``at`` is the slug of the alliance, ``kind`` the name of the kind and ``about`` the id of the occasion that are
    chosen at first; what is none of these counts as nothing.
    """

    def __init__(
        self, data: Any = None, *, person: Any, at: str = "", kind: str = "", about: str = ""
    ) -> None:
        self.kinds = kinds()
        self.spans = spans(timezone.localdate())
        self.alliances = {alliance.slug: alliance for alliance in coordinated_by(person)}
        known = at if at in self.alliances else next(iter(self.alliances), "")
        names = [one.name for one in self.kinds]
        chosen = kind if kind in names else names[0]
        first = {"kind": chosen, "alliance": known, "language": get_language(), f"{ABOUT}{chosen}": about}
        super().__init__(data, initial={**first, "period": "this_year"})
        self.fields["kind"] = forms.ChoiceField(
            label=_("Which report?"),
            choices=[(kind.name, kind.label) for kind in self.kinds],
            widget=ChoiceTiles(hints={kind.name: kind.text for kind in self.kinds}, columns="one"),
        )
        self.fields["alliance"] = forms.TypedChoiceField(
            label=_("On which alliance?"),
            choices=[(slug, alliance.text.name) for slug, alliance in self.alliances.items()],
            coerce=self.alliances.__getitem__,
            widget=forms.Select if len(self.alliances) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": _("You cannot ask for reports on this alliance.")},
        )
        for one in self.kinds:
            if one.occasions:
                self._add_occasions(one, one.occasions, person)
        self.fields["period"] = forms.ChoiceField(
            label=_("Which period?"),
            help_text=_("For other days fill in From and Until: what stands there counts."),
            required=False,
            choices=[(name, label) for name, (label, _since, _until) in self.spans.items()]
            + [(OTHER_DAYS, _("Other days"))],
        )
        self.fields["since"] = day_field(label=_("From"), required=False)
        self.fields["until"] = day_field(label=_("Until"), required=False)
        self.fields["language"] = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)
        self.add_sections({kind.name: kind.sections for kind in self.kinds})
        for field in self.fields.values():
            speak_plainly(field)

    def _add_occasions(self, kind: ReportKind, offered: Occasions, person: Any) -> None:
        """A field for what a report of ``kind`` may be on alone, grouped where there are several alliances."""
        names = {alliance.pk: alliance.text.name for alliance in self.alliances.values()}
        found: dict[str, list[tuple[str, str]]] = {}
        for one in offered.of(list(self.alliances.values()), person):
            label = f"{one.title}, {date_format(one.since, 'YEAR_MONTH_FORMAT')}"
            found.setdefault(names[one.alliance.pk], []).append((str(one.pk), label))
        choices = list(found.items()) if len(found) > 1 else [one for rows in found.values() for one in rows]
        self.fields[f"{ABOUT}{kind.name}"] = forms.TypedChoiceField(
            label=str(offered.question),
            choices=[("", offered.all), *choices],
            required=False,
            coerce=UUID,
            empty_value=None,
        )

    @property
    def occasions(self) -> list[tuple[int, forms.BoundField]]:
        """The fields for what a report may be on alone, each with the place of its kind."""
        places = enumerate(self.kinds, 1)
        return [(place, self[f"{ABOUT}{kind.name}"]) for place, kind in places if kind.occasions]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        kind = next((one for one in self.kinds if one.name == answers.get("kind")), None)
        if kind is None:
            return answers
        sections = f"{SECTIONS}{kind.name}"
        if sections not in self.errors and not answers.get(sections):
            self.add_error(sections, _("Tick at least one."))
        if kind.periodic and not answers.get(f"{ABOUT}{kind.name}"):
            self._clean_days(answers)
        return answers

    def _clean_days(self, answers: dict[str, Any]) -> None:
        since, until = answers.get("since"), answers.get("until")
        if not since and not until and answers.get("period") != OTHER_DAYS:
            name = answers.get("period") or "this_year"
            _label, answers["since"], answers["until"] = self.spans[name]
            return
        for name, value in (("since", since), ("until", until)):
            if not value and name not in self.errors:
                self.add_error(name, _("Fill this in."))
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first one."))

    def answers(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("kind", "alliance", "language", "since", "until")}
        about = self.cleaned_data.get(f"{ABOUT}{told['kind']}")
        return {**told, "about": about, "sections": self.cleaned_data[f"{SECTIONS}{told['kind']}"]}

    def refuse(self, refusal: DomainError) -> None:
        """Say why the verb would not."""
        named = f"{ABOUT}{self.cleaned_data['kind']}" if refusal.field == "about" else refusal.field
        self.add_error(named if named in self.fields else None, str(refusal.message))


def in_language(text: str, language: str) -> str:
    """Words of the report on a page in any other language."""
    return format_html('<span lang="{}" data-content>{}</span>', language, text) if text else ""


def held_in(report: Report, writers: Mapping[str, Any]) -> dict[str, str]:
    """What a draft's boxes hold and who was asked for each, as ``NarrativeForm`` begins with."""
    boxes = [box.name for box in report.boxes]
    texts = {f"{BOX}{name}": report.narrative.get(name, "") for name in boxes}
    asked = {f"{WRITER}{name}": str(writers[name].pk) if name in writers else "" for name in boxes}
    return {**texts, **asked}


class NarrativeForm(Form):
    """The boxes of a draft that ``writer`` may write into: all for who is ``asking``, a coordinator, who also says who
    is to write each, else those that they were asked for. ``seen`` is the version that was read."""

    def __init__(self, data: Any = None, *, report: Report, writer: Any, asking: bool = False) -> None:
        self.boxes = [box.name for box in report.boxes]
        self.writers = {row.box: row.person for row in report.writers.standing().select_related("person")}
        self.open = [name for name in self.boxes if asking or self.writers.get(name) == writer]
        held = held_in(report, self.writers)
        super().__init__(data, initial={**held, "seen": report.version})
        for box in report.boxes:
            if box.name in self.open:
                self.fields[f"{BOX}{box.name}"] = forms.CharField(
                    label=in_language(box.label, report.language),
                    help_text=in_language(box.hint, report.language),
                    required=False,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 6, "lang": report.language}),
                )
        if asking:
            self._offer_writers(report)
        self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        remember(self, held)
        for asked in self.fields.values():
            speak_plainly(asked)

    @property
    def forged(self) -> bool:
        """Whether words were sent for a box that is not the writer's."""
        return any(f"{BOX}{name}" in self.data for name in self.boxes if name not in self.open)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The writer's boxes, in reading order."""
        return [self[f"{BOX}{name}"] for name in self.open]

    def _offer_writers(self, report: Report) -> None:
        """A choice among the members of the alliance under each box."""
        rows = Membership.objects.current().filter(partnership__alliance=report.alliance)
        rows = rows.select_related("person", "partnership__organisation").order_by("person__name", "pk")
        members = {row.person_id: row for row in rows}
        choices = [(str(pk), f"{row.person} · {row.partnership.organisation}") for pk, row in members.items()]
        for box in report.boxes:
            self.fields[f"{WRITER}{box.name}"] = forms.TypedChoiceField(
                label=_("Who writes this?"),
                # Heard, not seen: whoever sees the page sees the box above. The box alone bears its name.
                help_text=format_html(
                    '<span class="visually-hidden">{}</span>', in_language(box.label, report.language)
                ),
                choices=[("", _("Whoever coordinates")), *choices],
                required=False,
                coerce=lambda pk: members[UUID(pk)].person,
                empty_value=None,
                error_messages={"invalid_choice": _("Only a member of the alliance can be asked.")},
            )

    @property
    def entrusted(self) -> Iterator[tuple[str, Any]]:
        """The boxes for which somebody else than before is to be asked, each with who: what the page showed does
        not undo what a colleague has settled since."""
        before = remembered(self)
        for name in self.boxes:
            field = f"{WRITER}{name}"
            if field in self.fields and self.data.get(field, "") != before.get(field, ""):
                yield name, self.cleaned_data[field]

    @property
    def words(self) -> dict[str, str]:
        """What was written into the writer's boxes, by their names."""
        return {name: self.cleaned_data[f"{BOX}{name}"] for name in self.open}

    @property
    def read(self) -> dict[str, str]:
        """What these boxes said when the page was shown."""
        before = remembered(self)
        return {name: before.get(f"{BOX}{name}", "") for name in self.open}

    @property
    def seen(self) -> int:
        return self.cleaned_data["seen"] or 0
