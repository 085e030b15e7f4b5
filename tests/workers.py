"""Real Celery workers on the tests' own database and broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

PATIENCE_S = 60


class Worker:
    """A worker process with its pool and, as in production, a beat; ``kill`` leaves them no moment to tidy up.

    What it says is read to the end: with its pipe full a worker stands still, and hundreds of expired nudges of
    earlier tests are enough for that.
    """

    def __init__(self, *queues: str, schedule: Path, **env: str) -> None:
        # The tests' tables are in a database of their own, beside the one that the environment names.
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "magnet", "worker", "-Q", ",".join(queues)),
                *("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"),
                *("--beat", "--schedule", str(schedule)),
                *("-l", "info", "-n", f"tests-{os.getpid()}-{id(self)}@%h"),
            ],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database.geturl(), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self.ended = False
        self._told = Event()  # that it takes work, or that it has ended
        self._ready = False
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.said.append(line)
                if " ready." in line:
                    self._ready = True
                    self._told.set()
        self._told.set()

    def wait_until_ready(self) -> None:
        """Until it takes work; raises ``RuntimeError`` with its words where it ends before."""
        if not self._told.wait(PATIENCE_S) or not self._ready:
            raise RuntimeError("".join(self.said))

    def kill(self) -> None:
        """End the worker and its pool at once."""
        if self.ended:
            return
        self.ended = True
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self._listener.join(PATIENCE_S)


@contextmanager
def worker(*queues: str, **env: str) -> Iterator[Worker]:
    """A worker that listens to ``queues`` until the block ends.

    One for each test: emptying the tables gives content types other numbers, which a worker remembers.
    """
    with TemporaryDirectory() as place:
        one = Worker(*queues, schedule=Path(place) / "beat", **env)
        try:
            one.wait_until_ready()
            yield one
        finally:
            one.kill()
