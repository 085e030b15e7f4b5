"""An indicator's line: from where it began, along what was measured, towards its target; as paths of an SVG."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.measures.models import Indicator

WIDTH, HEIGHT, MARGIN = 600, 160, 12


@dataclass(frozen=True)
class Line:
    """Paths on a field of ``WIDTH`` × ``HEIGHT``: the way that was hoped for, the target's level, what was measured
    as a line and as dots."""

    hoped: str
    target: str
    measured: str
    dots: str
    width: int = WIDTH
    height: int = HEIGHT


def line_of(indicator: Indicator) -> Line:
    """Draw ``indicator``, whose measurements are fetched."""
    measured: list[tuple[date, Decimal]] = [(one.day, one.value) for one in indicator.measured]  # type: ignore[attr-defined]
    begin, end = (indicator.baseline_on, indicator.baseline), (indicator.target_on, indicator.target)
    days = [day.toordinal() for day, _value in (begin, end, *measured)]
    values = [float(value) for _day, value in (begin, end, *measured)]
    left, span = min(days), max(max(days) - min(days), 1)
    low, rise = min(values), (max(values) - min(values)) or 1.0

    def spot(day: date, value: Decimal) -> str:
        x = MARGIN + (day.toordinal() - left) / span * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - (float(value) - low) / rise * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f} {y:.1f}"

    # Who measures before the first day began earlier than was agreed: the line begins where they did.
    path = sorted({begin, *measured} if not measured or measured[0][0] > begin[0] else measured)
    level = spot(*end).split()[1]
    return Line(
        hoped=f"M{spot(*begin)}L{spot(*end)}",
        target=f"M{MARGIN} {level}H{WIDTH - MARGIN}",
        measured="M" + "L".join(spot(*one) for one in path),
        dots="".join(f"M{spot(*one)}h.01" for one in measured),
    )
