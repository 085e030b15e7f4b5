"""Real Celery workers on the tests' own database and broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

PATIENCE_S = 60


class Worker:
    """A worker process with its pool; ``kill`` leaves it no moment to tidy up."""

    def __init__(self, *queues: str, **env: str) -> None:
        # The tests' tables are in a database of their own, beside the one that the environment names.
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "magnet", "worker", "-Q", ",".join(queues)),
                *("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"),
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

    def wait_until_ready(self) -> None:
        """Read what it says until it takes work; raises ``RuntimeError`` with its words where it ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if " ready." in line:
                return
        raise RuntimeError("".join(self.said))

    def kill(self) -> None:
        """End the worker and its pool at once."""
        if self.ended:
            return
        self.ended = True
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def worker(*queues: str, **env: str) -> Iterator[Worker]:
    """A worker that listens to ``queues`` until the block ends.

    One for each test: emptying the tables gives content types other numbers, which a worker remembers.
    """
    one = Worker(*queues, **env)
    try:
        one.wait_until_ready()
        yield one
    finally:
        one.kill()
