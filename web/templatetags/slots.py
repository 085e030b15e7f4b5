"""Showing what the rooms above put into a slot."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from web.slots import Shown

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: Context, shown: Iterable[Shown] | None) -> SafeString:
    """Render the panels that ``web.slots.gather`` found for one object, in the slot's order.

    Each panel's template sees the page's context and its own ``object`` and ``data``.
    """
    engine = context.template.engine  # type: ignore[union-attr]
    parts = []
    for row in shown or ():
        with context.push(object=row.object, data=row.data):
            parts.append(engine.get_template(row.panel.template).render(context))
    return mark_safe("".join(parts))  # noqa: S308  (each part was escaped by its own template)
