"""``{% load travel %}``: a theme's mark, drawn inside an SVG."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# On a field of 24 × 24, as lines. A theme that an installation adds gets the round table.
MARKS = {
    "housing": "M3.5 11.5L12 4l8.5 7.5M6 10v10h12V10M10 20v-5.5h4V20",
    "city-vibe": "M4 8h16M12 8v12M8 20h8M8.5 4.5v.01M12 3v.01M15.5 4.5v.01",
    "energy-communities": "M13 2.5L5 13.5h6L10 21.5l8.5-11.5h-6.5z",
    "creative-hubs": "M4 20l1.2-5L16 4l4 4L9 18.8zM13.5 6.5l4 4",
    "sustainable-mobility": "M6 13a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7zM18 13a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7z"
    "M6 16.5L9.5 9H15l3 7.5M9.5 9l3 7.5M14 6h2.5",
    "industry-4-0": "M3.5 20V9.5l5.5 4V9.5l5.5 4V4h6v16zM8 17h2m4 0h2",
}
TABLE = "M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"


@register.simple_tag
def theme_mark(theme: Any) -> SafeString:
    """``{% theme_mark challenge.theme %}``: the lines of its mark, for an ``<svg>`` of 24 × 24 or a ``<g>``."""
    return format_html('<path class="theme-mark" d="{}"/>', MARKS.get(getattr(theme, "slug", ""), TABLE))
