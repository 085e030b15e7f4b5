"""Everything between a checkout and a demo that can start, in one process: ``python -m magnet.demo.prepare``.

Each step says itself in one line and does nothing when it is up to date.
"""

import hashlib
import io
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands


def step(title: str, work: Callable[[], str | None]) -> None:
    """Do one step and print its line: what it is, how long it took, what came of it."""
    begun = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    outcome = work()
    print(f" {outcome or 'done'} ({time.monotonic() - begun:.1f} s)", flush=True)


def messages() -> str | None:
    """Compile the languages whose source is newer than its compiled form."""
    return _last_line("messages", "compile")


def static_files() -> str | None:
    """Make the fonts, then collect and compress what pages need, when any of it has changed."""
    if "fonts" in get_commands():
        call_command("fonts", stdout=io.StringIO())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return "up to date"
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)
    return None


def _fingerprint() -> str:
    """One hash over every static file's name, size and time, and what processes them."""
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = os.stat(storage.path(path))
            seen.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def database() -> str | None:
    """Apply the migrations that are missing, and make the cache's table."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if todo:
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return f"{len(todo)} migrations applied" if todo else "up to date"


def data() -> str | None:
    """Load the alliance of Celje and its transfer partners; what is there stays as it is."""
    return _last_line("demo")


def _last_line(command: str, *arguments: str) -> str | None:
    """Run a command quietly and return the last line it said."""
    if command not in get_commands():
        return "nothing to do"
    said = io.StringIO()
    call_command(command, *arguments, stdout=said)
    lines = said.getvalue().strip().splitlines()
    return lines[-1].strip() if lines else None


def main() -> None:
    """Prepare, step by step."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once and without words
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magnet.settings")
    django.setup()
    step("Languages", messages)
    step("Fonts and static files", static_files)
    step("Database", database)
    step("Celje and its partners", data)


if __name__ == "__main__":
    main()
