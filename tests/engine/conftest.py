"""Real programs that use the engine, in folders of their own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from magnet import embedded

PROGRAM = """
import json, os, sys
from magnet import embedded
with embedded.servers(sys.argv[1]):
    print(json.dumps(dict(os.environ)), flush=True)
    sys.stdin.read()
"""
# What a program needs that is to know nothing of ours: where programs are found, and where a Python that was built
# beside the system finds its own library.
BARE = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
# What this test run's own engine has put into the environment must not reach the programs under test.
OWN = {
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "INSECURE_HTTP", "ALLOWED_HOSTS", "DEMO", "DEBUG"),
    *("MAGNET_VAR", "MAGNET_TESTING"),
}


def gone(processes: list[psutil.Process], seconds: float = 60) -> bool:
    """Whether all of them have ended within the time (a zombie nobody reaps has ended too)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in alive(processes)):
            return True
        time.sleep(0.02)
    return False


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still exist."""
    found = []
    for process in processes:
        try:
            process.status()
        except psutil.NoSuchProcess:
            continue
        found.append(process)
    return found


class User:
    """A program within ``embedded.servers`` until it is told to leave."""

    def __init__(self, env: dict[str, str], profile: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, profile],
            cwd=embedded.BASE_DIR,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def environ(self) -> dict[str, str]:
        """Its environment inside the block; waits for the engine."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.words()
        found: dict[str, str] = json.loads(line)
        return found

    def leave(self) -> int:
        """Let it leave the block and end; its exit code."""
        self.process.communicate(timeout=60)
        return self.process.returncode

    def begin_to_leave(self) -> None:
        """Let it leave, without waiting for its end."""
        assert self.process.stdin
        self.process.stdin.close()

    def words(self) -> str:
        """What it said on its error channel, after it has ended by itself."""
        return self.process.communicate(timeout=100)[1]


class Engine:
    """One folder, its users and what runs for them."""

    def __init__(self, var: Path, profile: str = "demo") -> None:
        self.var = var
        self.profile = profile
        self.folder = var / profile
        self.users: list[User] = []

    def use(self, **more: str) -> User:
        """Start another program that uses the engine."""
        env = {name: value for name, value in os.environ.items() if name not in OWN}
        user = User({**env, "MAGNET_VAR": str(self.var), **more}, self.profile)
        self.users.append(user)
        return user

    def pids(self) -> dict[str, int]:
        """The keeper and the servers by name."""
        noted = json.loads((self.folder / "engine.json").read_text())
        return {name: noted[name] for name in ("keeper", "postgresql", "valkey")}

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for the engine now."""
        keeper = psutil.Process(self.pids()["keeper"])
        return [keeper, *keeper.children(recursive=True)]

    def end(self) -> None:
        """Whatever a failed test left behind."""
        for user in self.users:
            user.process.kill()
            user.process.wait()
        try:
            left = self.processes()
        except (OSError, psutil.NoSuchProcess):
            return
        if not gone(left, 60):
            for process in alive(left):
                process.kill()


@contextlib.contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder every account can enter (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="magnet-engine-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Such a folder for one test."""
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def running() -> Iterator[Engine]:
    """An engine in use, for tests that only look at it or join it."""
    with reachable_folder() as folder:
        engine = Engine(folder)
        try:
            engine.use().environ()
            yield engine
        finally:
            engine.end()


@pytest.fixture
def make_engine() -> Iterator[Callable[..., Engine]]:
    """Makes engines and ends whatever is left of them."""
    made: list[Engine] = []

    def make(var: Path, profile: str = "demo") -> Engine:
        made.append(Engine(var, profile))
        return made[-1]

    yield make
    for engine in made:
        engine.end()


@pytest.fixture
def engine(open_folder: Path, make_engine: Callable[..., Engine]) -> Engine:
    """An engine that nobody uses yet."""
    return make_engine(open_folder)


def sql(environ: dict[str, str], statement: str) -> list[tuple[object, ...]]:
    """Run one statement on the engine's database."""
    with psycopg.connect(environ["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
