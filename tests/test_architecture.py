"""What the import linter cannot see: the floors of the house as its foreign keys, names and templates show them."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.fields.related import RelatedField

HOUSE = Path(settings.BASE_DIR)
FLOORS = {room: floor for floor, room in enumerate(settings.ROOMS)}
# Rows that may point at anything carry a content type; nobody else does.
POINTS_ANYWHERE = {"activity.Event", "activity.Follow", "search.Entry", "alliances.Commitment"}
FILES_NEVER_WANTED = {"utils", "helpers", "common", "services", "selectors", "signals", "mixins"}
LONGEST_VIEW = 32  # lines; a view much longer holds what belongs to a form, a verb or a query


def sources(room: str) -> list[Path]:
    return [path for path in (HOUSE / room).rglob("*.py") if "migrations" not in path.parts]


def our_models() -> list[type[models.Model]]:
    return [model for room in settings.ROOMS for model in apps.get_app_config(room).get_models()]


def test_every_room_stands_on_a_floor() -> None:
    ours = {path.name for path in HOUSE.iterdir() if (path / "apps.py").exists()}
    assert ours - {"magnet"} == set(settings.ROOMS)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, RelatedField) and field.related_model._meta.app_label in FLOORS:
            target = field.related_model._meta.app_label
            assert FLOORS[target] <= FLOORS[model._meta.app_label], f"{field} points up to {target}"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_only_the_registered_tables_point_anywhere(model: type[models.Model]) -> None:
    generic = any(
        isinstance(field, RelatedField) and field.related_model is ContentType
        for field in model._meta.get_fields()
    )
    assert not generic or model._meta.label in POINTS_ANYWHERE


def names_known_on(floor: int) -> set[str]:
    """Every attribute that models on ``floor`` and below have of their own, or from their own floors."""
    names = set()
    for model in our_models():
        if FLOORS[model._meta.app_label] <= floor:
            names |= {field.name for field in model._meta.get_fields() if not field.auto_created}
            names |= {
                relation.get_accessor_name() or ""
                for relation in model._meta.related_objects
                if FLOORS.get(relation.related_model._meta.app_label, -1) <= floor
            }
    return names


@pytest.mark.parametrize("room", settings.ROOMS)
def test_accessors_of_higher_rooms_stay_out_of_lower_ones(room: str) -> None:
    """``challenge.initiatives`` is the initiatives room's word: below it, a slot says it."""
    floor = FLOORS[room]
    higher = {
        relation.get_accessor_name()
        for model in our_models()
        if FLOORS[model._meta.app_label] <= floor
        for relation in model._meta.related_objects
        if FLOORS.get(relation.related_model._meta.app_label, -1) > floor
    } - names_known_on(floor)
    faults = [
        f"{path.relative_to(HOUSE)}:{node.lineno} .{node.attr}"
        for path in sources(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in higher
    ]
    assert faults == []


@pytest.mark.parametrize("room", [*settings.ROOMS, "magnet"])
def test_no_room_keeps_a_drawer_for_everything(room: str) -> None:
    assert not {path.stem for path in sources(room)} & FILES_NEVER_WANTED


@pytest.mark.parametrize("room", settings.ROOMS)
def test_nothing_is_imported_inside_a_function_but_at_start_up(room: str) -> None:
    faults = []
    for path in sources(room):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "ready":
                faults += [
                    f"{path.relative_to(HOUSE)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert faults == []


@pytest.mark.parametrize("room", settings.ROOMS)
def test_no_save_overrides_and_no_domain_signals(room: str) -> None:
    faults = []
    for path in sources(room):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in str(path):
                faults.append(f"{path.relative_to(HOUSE)}:{node.lineno} def save")
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                faults.append(f"{path.relative_to(HOUSE)}:{node.lineno} signals")
    assert faults == []


@pytest.mark.parametrize("room", settings.ROOMS)
def test_views_stay_short(room: str) -> None:
    faults = []
    for path in [*HOUSE.glob(f"{room}/views.py"), *HOUSE.glob(f"{room}/views/*.py")]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_VIEW:
                    faults.append(f"{path.relative_to(HOUSE)}:{node.lineno} {node.name} has {length} lines")
    assert faults == []


def test_templates_link_up_but_never_include_up() -> None:
    faults = []
    for path in (HOUSE / "templates").rglob("*.html"):
        room = path.relative_to(HOUSE / "templates").parts[0]
        if room not in FLOORS:
            continue
        for target in re.findall(
            r"{%-?\s*(?:include|extends)\s+[\"']([^\"'#]+)", path.read_text(encoding="utf-8")
        ):
            other = target.split("/")[0]
            if FLOORS.get(other, -1) > FLOORS[room]:
                faults.append(f"{path.relative_to(HOUSE)} includes {target}")
    assert faults == []


def test_no_template_holds_what_the_csp_refuses() -> None:
    """Inline script, style and handlers would be dead on the page; ``|safe`` would be alive."""
    refused = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|\|\s*safe\b|javascript:", re.IGNORECASE
    )
    faults = [
        f"{path.relative_to(HOUSE)}: {match.group(0).strip()}"
        for path in (HOUSE / "templates").rglob("*.html")
        # Mails, a report's file and a copy of one's data are read outside our CSP, away from our style sheets.
        if "mail" not in path.parts
        and path.parts[-2:] not in (("reports", "file.html"), ("privacy", "file.html"))
        for match in refused.finditer(path.read_text(encoding="utf-8"))
    ]
    assert faults == []
