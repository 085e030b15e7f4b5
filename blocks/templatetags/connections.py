"""``{% load connections %}``: coordinates and shapes on the map."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.glyphs import SHAPES

register = template.Library()


@register.simple_tag
def point(value: float, more: float = 0) -> str:
    """A coordinate with a decimal point in every language: ``{% point node.y 5 %}``."""
    return f"{value + more:.1f}"


@register.simple_tag
def shape(middle: Any) -> SafeString:
    """The block's shape around its place on the map, larger where the map is about it."""
    size = 1.8 if middle.focused else 1.15
    return format_html(
        '<path class="map__shape" transform="translate({} {}) scale({})" d="{}"/>',
        f"{middle.x - 12 * size:.1f}",
        f"{middle.y - 12 * size:.1f}",
        size,
        SHAPES[middle.block.shape],
    )
