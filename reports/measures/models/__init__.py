"""Milestones with their evidence, indicators with their measurements."""

from reports.measures.models.indicators import Direction, Indicator, IndicatorRevision, Measurement
from reports.measures.models.measured import WorkPackage, today_of
from reports.measures.models.milestones import Evidence, Milestone, MilestoneRevision

__all__ = [
    "Direction",
    "Evidence",
    "Indicator",
    "IndicatorRevision",
    "Measurement",
    "Milestone",
    "MilestoneRevision",
    "WorkPackage",
    "today_of",
]
