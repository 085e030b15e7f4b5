"""`manage.py messages …`: the interface's words, from sources to compiled catalogs."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from web.messages import catalogs, desk


class Command(BaseCommand):
    help = "Collects our strings, keeps the catalogs in step, compiles and checks them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("extract", help="print every string of the sources, untranslated")
        acts.add_parser("update", help="bring the catalogs in step with the sources")
        compile_ = acts.add_parser("compile", help="write the binary catalogs where the text is newer")
        compile_.add_argument("--force", action="store_true", help="write them all")
        acts.add_parser("check", help="fail when anything is untranslated, misfitting or out of step")
        todo = acts.add_parser("todo", help="print what is untranslated, as YAML to fill in")
        todo.add_argument("languages", nargs="*", metavar="LANG", help="sl, hr, it, sk; all when none")
        fill = acts.add_parser("fill", help="take a filled file back")
        fill.add_argument("file", help="the YAML file, - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        match options["act"]:
            case "extract":
                self.stdout.write(catalogs.template(root))
            case "update":
                self._say(catalogs.update(root))
            case "compile":
                self._say(catalogs.compile_(root, force=options["force"]))
            case "check":
                self._refuse(catalogs.faults(root))
                self.stdout.write("Every string of ours is translated.")
            case "todo":
                if unknown := set(options["languages"]) - set(catalogs.LANGUAGES):
                    raise CommandError(f"No catalog for {', '.join(sorted(unknown))}.")
                self.stdout.write(desk.todo(root, options["languages"]))
            case "fill":
                name = options["file"]
                filled = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
                done, refused = desk.fill(root, filled)
                self._say(done)
                self._refuse(refused)

    def _say(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _refuse(self, lines: list[str]) -> None:
        for line in lines:
            self.stderr.write(line)
        if lines:
            raise CommandError(f"{len(lines)} to mend.")
