"""What this room holds of people: see ``people.privacy``. A frozen report names organisations, never a person."""

from django.db.models import Q

from people.privacy import Holding, of_revisions
from reports.measures.models import Evidence, IndicatorRevision, Measurement, MilestoneRevision
from reports.models import BoxWriter, Report
from reports.schedules.models import ReportSchedule

HOLDINGS = (
    Holding(
        model=Report,
        link="asked_by",
        export=(
            "asked_at",
            "kind",
            "alliance",
            "language",
            "since",
            "until",
            "state",
            "narrative",
            "finished_at",
        ),
        fixed=~Q(checksum=""),
    ),
    Holding(model=BoxWriter, link="person", export=("created_at", "report", "box"), goes=True),
    Holding(model=ReportSchedule, link="set_by", export=("set_on", "alliance", "kind", "language", "begin")),
    Holding(
        model=Measurement, link="by", export=("created_at", "indicator", "day", "value", "source", "note")
    ),
    Holding(model=Evidence, link="by", export=("created_at", "milestone", "url", "words")),
    *of_revisions(IndicatorRevision, MilestoneRevision),
)
