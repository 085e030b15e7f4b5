"""The gate of the register: whatever points at a person, or looks as if it told of one, is registered or excused."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from people.models import Person
from people.privacy import SLOT, holdings
from web import slots

# Links to a person that no holding of their own needs, and why.
EXCUSED_LINKS = {
    "people.DraftFile.added_by": "the same person as its writer",
    "people.Person_groups.person": "in the person's own export; goes with them",
    "people.Person_user_permissions.person": "in the person's own export; goes with them",
}
LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|address|ip|phone|user_agent|browser|name|first_name|last_name|token_hash|password|needs)(_|$)"
)
# Fields that look as if they told of a person, and what they tell of instead.
EXCUSED_FIELDS = {
    "of a thing, a place or an organisation": {
        *(
            "people.Circle.name",
            "alliances.Alliance.name",
            "alliances.Place.name",
            "alliances.Organisation.name",
        ),
        *(
            "challenges.Theme.name",
            "initiatives.Audience.name",
            "blocks.Block.name",
            "reports.Indicator.name",
        ),
        *("auth.Group.name", "auth.Permission.name", "auth.Permission.codename"),
    },
    "a link that leads to an address, and goes with it": {"account.EmailConfirmation.email_address"},
    "of something that runs": {"activity.Heartbeat.name"},
    "of a file that the platform made": {"reports.ReportFile.name"},
}
TYPES = (models.EmailField, models.GenericIPAddressField)


def every_model() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def own_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.get_fields() if field.concrete and not field.auto_created]


def links() -> set[str]:
    """Every column of the house that points at a person."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in every_model()
        for field in own_fields(model)
        if field.related_model is Person and not field.many_to_many
    }


def that_look_personal() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in every_model()
        for field in own_fields(model)
        if isinstance(field, TYPES) or (isinstance(field, models.Field) and LOOKS_PERSONAL.search(field.name))
    }


def unregistered() -> set[str]:
    """What neither a holding nor an excuse knows."""
    known_links = {f"{one.model._meta.label}.{one.link}" for one in holdings()} | set(EXCUSED_LINKS)
    known_fields = {
        f"{one.model._meta.label}.{name}" for one in holdings() for name in (*one.export, *one.left_out)
    }
    known_fields |= {name for names in EXCUSED_FIELDS.values() for name in names}
    return (links() - known_links) | (that_look_personal() - known_fields)


def test_everything_personal_is_registered() -> None:
    assert unregistered() == set()


@pytest.mark.parametrize(
    ("taken", "missed"),
    [
        ("initiatives.Initiative.author", "initiatives.Initiative.author"),
        ("account.EmailAddress.user", "account.EmailAddress.email"),
    ],
)
def test_what_nobody_registers_is_found(monkeypatch: pytest.MonkeyPatch, taken: str, missed: str) -> None:
    rest: list[slots.Fill] = [one for one in holdings() if one.name != taken]
    monkeypatch.setitem(slots._registry.filled, SLOT, rest)
    assert missed in unregistered()


def test_no_excuse_outlives_its_field() -> None:
    excused = {name for names in EXCUSED_FIELDS.values() for name in names} - {"auth.Permission.codename"}
    assert excused <= that_look_personal()
    assert set(EXCUSED_LINKS) <= links()


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.name)
def test_a_holding_says_what_there_is(holding: Any) -> None:
    fields = {field.name: field for field in holding.model._meta.get_fields()}
    named = [*holding.export, *holding.left_out]
    assert len(set(named)) == len(named)
    for name in named:
        assert name in fields or name == "subject_id"
    # Whoever else has to do with a row is not told to its person.
    assert [
        name for name in holding.export if getattr(fields.get(name), "related_model", None) is Person
    ] == []
    if holding.link:
        goes = fields[holding.link].remote_field.on_delete is models.CASCADE
        stays = fields[holding.link].remote_field.on_delete is models.SET_NULL
        assert (goes, stays) == (
            holding.goes,
            not holding.goes,
        )
    if holding.goes:
        own = {field.name for field in own_fields(holding.model)} - {"id", holding.link}
        assert own - set(named) == set(), (
            "what goes with the person is theirs: exported, or left out for a reason"
        )
