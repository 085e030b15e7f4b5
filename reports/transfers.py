"""The transfer report: what travelled from city to city, how far it has come, and what a study of its replication
would have to say. What nobody has told yet is marked as missing, with the place where it can be told.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Alliance
from challenges.models import Adoption, AdoptionUpdate, Check, readiness
from reports import reading
from reports.document import (
    Cell,
    Drawing,
    Link,
    Missing,
    Numbers,
    Paragraph,
    Part,
    Picture,
    Sentence,
    Table,
    day_cell,
)
from reports.progress import box
from reports.registry import ReportKind, Scope, SectionKind, register
from web.markdown import first_words

MOST = 60  # adoptions told one by one


def adoptions(scope: Scope) -> Any:
    """What the alliance took up or gave, by the end of the period."""
    rows: Any = Adoption.objects.visible_to(scope.reader).adopted()
    sides = Q(origin__alliance=scope.alliance) | Q(alliance=scope.alliance)
    return rows.filter(sides, began_on__lte=scope.until)


def listed(scope: Scope) -> list[Adoption]:
    """The same one by one, with both cities."""

    def read() -> list[Adoption]:
        rows = adoptions(scope).for_cards().select_related("origin_revision").newest_first()
        return list(rows[:MOST])

    return scope.once("adoptions", read)


def way(row: Adoption) -> str:
    """From where to where."""
    return f"{row.origin.alliance.city} → {row.alliance.city}"


def link(row: Adoption) -> Link:
    return Link(title=f"{row.title} · {way(row)}", path=row.get_absolute_url())


def behind(scope: Scope) -> str:
    """Where the adoptions that a figure counts stand one by one: in the study, or beneath the picture of how they
    travelled where a report is without one."""
    return "#study" if "study" in scope.sections else "#adoptions"


def overview(scope: Scope) -> list[Part]:
    """How many there are and how far they have come, drawn as they travelled."""
    new = adoptions(scope).filter(began_on__gte=scope.since).count()
    told = adoptions(scope).exclude(told_at=None).count()
    numbers = [
        reading.here(scope, _("Adoptions"), adoptions(scope).count(), "adoptions"),
        reading.here(scope, _("Begun in this period"), new, "study"),
        reading.here(scope, _("With what was kept, changed and dropped"), told, "told"),
    ]
    return [Numbers(numbers=numbers), flow(scope), by_stage(scope), cities(scope)]


def flow(scope: Scope) -> Picture:
    """Every adoption as a strand from city to city."""
    rows = listed(scope)
    count = len({row.alliance_id for row in rows})
    sentence = ngettext(
        "What travelled here reached %(count)d city.", "What travelled here reached %(count)d cities.", count
    ) % {"count": count}
    table = Table(
        title=_("Transfers"),
        head=[_("From"), _("To"), _("What"), _("How it stands")],
        rows=[[row.origin.alliance.city, row.alliance.city, row.title, row.standing_words] for row in rows],
        paths={f"{number}:2": row.get_absolute_url() for number, row in enumerate(rows)},
        fixed=3,
    )
    return Picture(drawing=Drawing.FLOW, sentence=sentence, table=table)


def by_stage(scope: Scope) -> Picture:
    """How many adoptions stand at which stage, or rest."""
    stages = Adoption._meta.get_field("stage").choices or []
    states = Adoption._meta.get_field("state").choices or []
    going = reading.counted(adoptions(scope).filter(state="adopted"), "stage")
    other = reading.counted(adoptions(scope).exclude(state="adopted"), "state")
    rows: list[list[Cell]] = [[str(label), going.get(value, 0)] for value, label in stages]
    rows += [[str(label), other[value]] for value, label in states if value in other]
    most = max(rows, key=lambda row: int(row[1] or 0))
    sentence = _("Nothing was adopted yet.")
    if most[1]:
        sentence = _("Most adoptions stand here: %(stage)s.") % {"stage": most[0]}
    paths = {f"{number}:1": behind(scope) for number in range(len(rows))}
    table = Table(title=_("Adoptions by stage"), head=[_("Stage"), _("Adoptions")], rows=rows, paths=paths)
    return Picture(drawing=Drawing.STAGES, sentence=sentence, table=table)


def cities(scope: Scope) -> Picture:
    """The cities where they lie, with how much each took up."""
    taken = reading.counted(adoptions(scope), "alliance")
    involved = {one.pk: one for row in listed(scope) for one in (row.origin.alliance, row.alliance)}
    rows: list[Alliance] = sorted(involved.values(), key=lambda one: (not one.lead, one.city))
    sentence = ngettext("%(count)d city takes part.", "%(count)d cities take part.", len(rows)) % {
        "count": len(rows)
    }
    table = Table(
        title=_("Cities"),
        head=[_("City"), _("Country"), _("Adoptions")],
        rows=[[one.city, _country(one), taken.get(one.pk, 0)] for one in rows],
        paths={
            **{f"{number}:0": one.get_absolute_url() for number, one in enumerate(rows)},
            **{f"{number}:2": behind(scope) for number in range(len(rows))},
        },
    )
    places = {one.city: (one.latitude, one.longitude) for one in rows}
    return Picture(drawing=Drawing.MAP, sentence=sentence, table=table, places=places)


def _country(alliance: Alliance) -> str:
    """A city's country in the report's language."""
    country: Any = alliance.country
    return str(country.name)


def told(scope: Scope) -> list[Part]:
    """What each adopting city kept, changed and dropped."""
    parts: list[Part] = []
    for row in listed(scope):
        if not row.told:
            parts.append(
                Missing(
                    text=_("%(what)s: what was kept, changed and dropped is not told yet.")
                    % {"what": f"{row.title} ({way(row)})"},
                    source=Link(title=_("Tell it"), path=reverse("challenges:tell", args=[row.pk])),
                )
            )
            continue
        said = [
            (_("Kept:"), row.text.kept),
            (_("Changed:"), row.text.changed),
            (_("Dropped:"), row.text.dropped),
        ]
        sentences = [
            Sentence(text=f"{label} {text}", language=row.text.language) for label, text in said if text
        ]
        parts.append(Paragraph(sentences=[Sentence(text=f"{row.title}.", source=link(row)), *sentences]))
    return parts or nothing()


def nothing() -> list[Part]:
    """Where no adoption is there to speak of."""
    link = Link(title=_("Challenges"), path=reverse("challenges:list"))
    return [Missing(text=_("Nothing was adopted yet."), source=link)]


def ready(scope: Scope) -> list[Part]:
    """Which preconditions are met where."""
    rows: list[list[Cell]] = []
    paths: dict[str, str] = {}
    missing: list[Part] = []
    words = dict(Check.Mark.choices)
    for row in listed(scope):
        items = readiness(row) if row.snapshot_open_to(scope.reader) else []
        if not items:
            text = _("%(what)s: the origin names no preconditions.") % {"what": row.title}
            missing.append(Missing(text=text, source=link(row)))
        for item, mark in items:
            paths[f"{len(rows)}:0"] = f"{row.get_absolute_url()}#readiness"
            rows.append([row.title, way(row), item, str(words[Check.Mark(mark)])])
    head = [_("Challenge"), _("From city to city"), _("Precondition"), _("Met")]
    if not rows:
        return missing or nothing()
    return [Table(title=_("Readiness"), head=head, rows=rows, paths=paths, fixed=2), *missing]


def lessons(scope: Scope) -> list[Part]:
    """What was learnt on the way, in both directions."""
    found = sentences(scope, [AdoptionUpdate.Kind.LESSON, AdoptionUpdate.Kind.TAKEN])
    if not found:
        return [Missing(text=_("No lesson was told of this period yet."))]
    return [Paragraph(sentences=[one]) for one in found]


def sentences(scope: Scope, kinds: Iterable[str]) -> list[Sentence]:
    """What both cities told of the adoptions in the period, of these kinds."""
    rows: Any = AdoptionUpdate.objects.visible_to(scope.reader).filter(
        adoption__in=adoptions(scope).values("pk"), kind__in=list(kinds),
        happened_on__gte=scope.since, happened_on__lte=scope.until,
    )  # fmt: skip
    of = {row.pk: row for row in listed(scope)}
    return [
        Sentence(
            text=first_words(row.text.body, reading.LONG),
            language=row.text.language,
            source=link(of[row.adoption_id]) if row.adoption_id in of else None,
        )
        for row in rows.for_reading().newest_first()[: reading.FEW]
    ]


def steps(scope: Scope) -> list[Part]:
    """What each adopting city does first, by when."""
    rows = [row for row in listed(scope) if row.goes_on]
    known = [row for row in rows if row.text.first_step]
    table = Table(
        title=_("First steps"),
        head=[_("Challenge"), _("City"), _("First step"), _("By when")],
        rows=[[row.title, row.alliance.city, row.text.first_step, day_cell(row.due)] for row in known],
        paths={f"{number}:0": row.get_absolute_url() for number, row in enumerate(known)},
        fixed=2,
    )
    gaps = [
        Missing(
            text=_("%(what)s: the first step is not named yet.") % {"what": f"{row.title} ({way(row)})"},
            source=link(row),
        )
        for row in rows
        if not row.text.first_step
    ]
    return [table, *gaps] if known or not gaps else [*gaps]


def since_when(scope: Scope) -> list[Part]:
    """What the study is on: each adoption, its origin and how long it has been under way."""
    rows = listed(scope)
    if not rows:
        return nothing()
    values: list[list[Cell]] = [
        [row.title, way(row), date_format(row.began_on, "YEAR_MONTH_FORMAT"), row.standing_words]
        for row in rows
    ]
    head = [_("Challenge"), _("From city to city"), _("Since"), _("How it stands")]
    paths = {f"{number}:0": row.get_absolute_url() for number, row in enumerate(rows)}
    return [Table(title=_("What is replicated"), head=head, rows=values, paths=paths, fixed=2)]


def finding(scope: Scope) -> str:
    count, untold = adoptions(scope).count(), adoptions(scope).filter(told_at=None).count()
    if not count:
        return _("Nothing was adopted yet.")
    if untold:
        words = ngettext(
            "%(count)d adoption; of %(untold)d it is not told yet what was kept, changed and dropped.",
            "%(count)d adoptions; of %(untold)d it is not told yet what was kept, changed and dropped.",
            count,
        )
    else:
        words = ngettext(
            "%(count)d adoption, with what was kept, changed and dropped.",
            "%(count)d adoptions, all with what was kept, changed and dropped.",
            count,
        )
    return words % {"count": count, "untold": untold}


TRANSFER = ReportKind(
    name="transfer",
    label=gettext_lazy("Transfer report"),
    text=gettext_lazy(
        "What travelled from city to city, what was kept, changed and dropped, and a draft study of how far it can "
        "be replicated."
    ),
    note=gettext_lazy(
        "A working paper with the draft of a Replication Feasibility and Opportunity Study, no official form."
    ),
    title=gettext_lazy("Transfer report: %(alliance)s"),
    finding=finding,
)


def chances(scope: Scope) -> list[Sentence]:
    return sentences(scope, [AdoptionUpdate.Kind.PROGRESS, AdoptionUpdate.Kind.MILESTONE])


def risks(scope: Scope) -> list[Sentence]:
    return sentences(scope, [AdoptionUpdate.Kind.HELP])


def register_transfer() -> None:
    study = gettext_lazy("Study: what is replicated")
    opportunities, obstacles = gettext_lazy("Study: opportunities"), gettext_lazy("Study: risks")
    opening = gettext_lazy("What replication would bring to the cities that take it up.")
    closing = gettext_lazy("What could stand in the way, and what would help.")
    register(
        TRANSFER,
        SectionKind(name="adoptions", label=gettext_lazy("Adoptions"), order=10, parts=overview),
        SectionKind(
            name="told", label=gettext_lazy("What was kept, changed and dropped"), order=20, parts=told
        ),
        SectionKind(name="lessons", label=gettext_lazy("Lessons"), order=30, parts=lessons),
        SectionKind(name="study", label=study, order=40, parts=since_when),
        SectionKind(name="readiness", label=gettext_lazy("Study: feasibility"), order=50, parts=ready),
        SectionKind(
            name="opportunities",
            label=opportunities,
            order=60,
            parts=box("opportunities", opportunities, opening, chances),
        ),
        SectionKind(name="risks", label=obstacles, order=70, parts=box("risks", obstacles, closing, risks)),
        SectionKind(name="steps", label=gettext_lazy("Study: first steps"), order=80, parts=steps),
    )
