"""What this room tells the ground about itself; called once, when the house is built."""

from activity import erasing, exporting, tidying, writers  # noqa: F401  (they register themselves)
from activity.events import KINDS, TOPICS
from activity.holdings import HOLDINGS
from activity.panels import HEARS, OWN_DATA
from activity.registry import register_kinds, register_topics
from people import privacy
from web import slots


def register() -> None:
    privacy.register(*HOLDINGS)
    # Shown at the top of the house and declared on its ground, so that every room between can fill them:
    # ``desk.awaits`` is asked with ``[person]`` and shows ``<li class="tasks__task">``s, ``courtyard.sections``
    # with ``["courtyard"]`` and shows a ``<section>``; ``desk.doors`` is asked with ``[person]`` and shows
    # ``<li>``s with a link each to the rooms that only some may enter.
    slots.declare("desk.awaits", "desk.doors", "courtyard.sections")
    slots.fill("settings.panels", HEARS)
    slots.fill("settings.panels", OWN_DATA)
    register_kinds(*KINDS)
    register_topics(*TOPICS)
