"""``{% load measures %}``: numbers as a reader of the page's language writes them."""

from decimal import Decimal

from django import template

from reports.measures import figures

register = template.Library()


@register.filter
def figure(value: Decimal) -> str:
    """``{{ measurement.value|figure }}``: without zeros that say nothing, grouped."""
    return figures.figure(value)
