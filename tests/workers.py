"""Real Celery programs on the tests' own database and broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from magnet.embedded.ties import with_parent

PATIENCE_S = 120
CELERY = (sys.executable, "-m", "celery", "-A", "magnet")


class Program:
    """A running Celery program; ``kill`` leaves it and its children no moment to tidy up.

    What it says is read to the end: with its pipe full a worker stands still, and a few hundred nudges of earlier
    tests are enough for that.
    """

    ready = ""  # what it says once it is at work

    def __init__(self, command: tuple[str, ...], **env: str) -> None:
        # The tests' tables are in a database of their own, beside the one that the environment names.
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        self.process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database.geturl(), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=with_parent(signal.SIGKILL),  # nothing of it outlives a test run that was killed
        )
        self.said: list[str] = []
        self.silent = False
        self.killed = False
        self._news = Condition()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                with self._news:
                    self.said.append(line)
                    self._news.notify_all()
        with self._news:
            self.silent = True
            self._news.notify_all()

    def wait_until_it_says(self, words: str) -> None:
        """Until it has said ``words``; raises ``RuntimeError`` with all it said where it ends or goes on without."""

        def heard() -> bool:
            return any(words in line for line in self.said)

        with self._news:
            self._news.wait_for(lambda: self.silent or heard(), PATIENCE_S)
            if not heard():
                raise RuntimeError("".join(self.said))

    def wait_until_ready(self) -> None:
        self.wait_until_it_says(self.ready)

    def kill(self) -> None:
        """End it and its children at once."""
        if self.killed:
            return
        self.killed = True
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self._listener.join(PATIENCE_S)


class Worker(Program):
    """A worker with one process in its pool, and where ``schedule`` names a file for it, a beat."""

    ready = " ready."

    def __init__(
        self,
        *queues: str,
        schedule: Path | None = None,
        celery: tuple[str, ...] = CELERY,
        **env: str,
    ) -> None:
        super().__init__(
            (
                *(*celery, "worker", "-Q", ",".join(queues), "--concurrency", "1"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
                *(("--beat", "--schedule", str(schedule)) if schedule else ()),
                *("-l", "info", "-n", f"tests-{os.getpid()}-{id(self)}@%h"),
            ),
            **env,
        )


class Beat(Program):
    """A beat, which asks for the sweep."""

    ready = "beat: Starting"

    def __init__(self, *, schedule: Path, celery: tuple[str, ...] = CELERY, **env: str) -> None:
        super().__init__((*celery, "beat", "--schedule", str(schedule), "-l", "info"), **env)


@contextmanager
def worker(*queues: str, **env: str) -> Iterator[Worker]:
    """A worker with its beat that listens to ``queues`` until the block ends.

    One for each test: emptying the tables gives content types other numbers, which a worker remembers.
    """
    with TemporaryDirectory() as place:
        one = Worker(*queues, schedule=Path(place) / "beat", **env)
        try:
            one.wait_until_ready()
            yield one
        finally:
            one.kill()
