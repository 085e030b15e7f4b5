"""Who gets what at every address of the house: the permission table, put together from the rooms' rows."""

from tests.gates.cast import WHO
from tests.gates.row import Row
from tests.gates.rows import (
    activity,
    alliances,
    blocks,
    challenges,
    courtyard,
    initiatives,
    kits,
    people,
    reports,
    translations,
    visits,
)

ROOMS = (
    activity,
    alliances,
    blocks,
    challenges,
    courtyard,
    initiatives,
    kits,
    people,
    reports,
    translations,
    visits,
)
ROWS: list[Row] = [row for room in ROOMS for row in room.ROWS]

# Addresses with tests of their own, and why no row fits them.
FREE = {
    "activity:unsubscribe": "needs a signed word from a mail; tests/activity",
    "visits_calendar_mine": "needs a secret that is shown once; tests/visits",
    "web:language": "a POST that everybody may send; tests/web",
    "door": "sends everybody on in their language; tests/courtyard",
    "healthz": "for machines, no page; tests/courtyard",
    "readyz": "for machines, no page; tests/courtyard",
    "robots": "for machines, no page; tests/courtyard",
    "favicon": "for machines, no page; tests/courtyard",
    "account_confirm_email": "needs a key from a mail; tests/people",
    "account_confirm_login_code": "sign-in by code is not offered; allauth keeps the address",
    "account_reset_password_from_key": "needs a key from a mail; tests/people",
    "account_set_password": "nobody here is without a password; allauth keeps the address",
}


def pages() -> list[Row]:
    """Rows whose GET shows somebody an HTML page."""
    return [row for row in ROWS if row.html and "200" in row.get.split()]


def readers(row: Row) -> list[str]:
    """Who gets the page."""
    return [who for who, status in zip(WHO, row.get.split(), strict=True) if status == "200"]
