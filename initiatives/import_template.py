"""The empty table that an import starts from, in the reader's language."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from initiatives.judging import COLUMNS, VISIBILITY
from initiatives.models import Stage
from web.sheets import Sheet, write_csv, write_xlsx

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def write_template(path: Path, format: str) -> None:
    """Write it to ``path``: a workbook says on a second sheet what each column takes."""
    head = [str(label) for label in COLUMNS.values()]
    table = Sheet(title=_("Initiatives"), head=head, rows=[])
    if format == "xlsx":
        rows = [(str(label), hint) for label, hint in zip(COLUMNS.values(), hints(), strict=True)]
        explained = Sheet(title=_("What goes where"), head=[_("Column"), _("What goes into it")], rows=rows)
        write_xlsx(path, [table, explained], title=_("Initiatives to import"))
        return
    with path.open("w", encoding="utf-8-sig", newline="") as out:  # with its mark, spreadsheets read č as č
        write_csv(out, table)


def hints() -> list[str]:
    """What each column takes, in words."""
    return [
        _("Needed. Up to 140 characters."),
        _("Needed. A few sentences, up to 10,000 characters."),
        _("One of the alliance’s organisations, by its name. Left empty: your own."),
        _("The alliance’s challenges by name, several separated by a semicolon. May stay empty."),
        _("One of: %(choices)s. Left empty: the first.") % {"choices": ", ".join(map(str, Stage.labels))},
        _("One of the alliance’s places. May stay empty."),
        _("The language it is written in: %(choices)s. Left empty: the one you read in.")
        % {"choices": ", ".join(name for _code, name in settings.LANGUAGES)},
        _("One of: %(choices)s. Left empty: the first.")
        % {"choices": ", ".join(map(str, VISIBILITY.values()))},
    ]
