"""``make demo`` as a person meets it: it says what it does, answers, and leaves nothing behind."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from magnet import demo, embedded
from magnet.demo.tied import AT_ONCE
from tests.engine.conftest import BARE, OWN, gone, reachable_folder

READY = "MAG-NET is running"


def unexpected_tracebacks(words: str) -> list[str]:
    """Tracebacks of any process but the worker: Celery tells of a job that the end interrupted, and its row is
    claimed again at the next start."""
    return [line for line in words.splitlines() if "Traceback" in line and " worker " not in line]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Demo:
    """One run of the demo in ``var``; ``said`` collects its lines."""

    def __init__(self, var: Path, port: int, *command: str) -> None:
        self.port = port
        self.said: list[str] = []
        env = {name: value for name, value in os.environ.items() if name not in OWN | {"PORT", "SITE_URL"}}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            command or (sys.executable, "-m", "magnet.demo"),
            cwd=embedded.BASE_DIR,
            env={**env, "MAGNET_VAR": str(var), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # In a group of its own, as a job in a terminal is.
            process_group=0,
            # A test run begun with nohup would hand its deafness on.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with contextlib.suppress(ValueError):
            for line in self.process.stdout:
                self.said.append(line.rstrip())

    def words(self) -> str:
        """Everything said so far."""
        return "\n".join(self.said)

    def wait_for(self, words: str, seconds: float = 600) -> None:
        """Return once ``words`` have been said."""
        until = time.monotonic() + seconds
        while words not in self.words():
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < until, self.words()
            time.sleep(0.05)

    def everything(self) -> list[psutil.Process]:
        """The demo and every process it has started, wherever they hang now."""
        me = psutil.Process(self.process.pid)
        return [p for p in [me, *me.children(recursive=True)] if p.status() != psutil.STATUS_ZOMBIE]

    def get(self, path: str) -> int:
        """The status that a page answers."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        connection.request("GET", path)
        return connection.getresponse().status

    def end(self) -> None:
        """Whatever a failed test left behind."""
        with contextlib.suppress(psutil.NoSuchProcess):
            left = self.everything()
            self.process.terminate()
            if not gone(left, 30):
                for process in left:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder for all the demos of this module, so that only the first has everything to make."""
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos and ends them."""
    started: list[Demo] = []

    def begin(*command: str, port: int | None = None) -> Demo:
        started.append(Demo(var, port or free_port(), *command))
        return started[-1]

    yield begin
    for one in started:
        one.end()


def killed_and_started_again(one: Demo) -> None:
    """Kill the worker outright, as want of memory does: all else goes on, and another one takes its place."""
    worker = next(process for process in one.everything() if "worker -Q" in called(process))
    while time.time() - worker.create_time() <= AT_ONCE + 1:
        time.sleep(0.05)
    worker.kill()
    one.wait_for("was killed and is started again")
    while one.words().count("worker started") < 2:
        assert one.process.poll() is None, one.words()
        time.sleep(0.05)
    assert one.get("/accounts/login/") == 200


def called(process: psutil.Process) -> str:
    """By what words it was begun; nothing where it has just ended, as a server's helper may."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_the_demo_starts_answers_starts_again_quickly_and_stops(start: Callable[..., Demo]) -> None:
    first = start()
    first.wait_for("Ctrl-C stops everything")
    took = time.monotonic() - first.begun
    for step in ("PostgreSQL and Valkey", "Languages", "static files", "Database", "Celje"):
        assert step in first.words()
    assert f"http://localhost:{first.port}" in first.words()
    assert demo.PASSWORD in first.words()
    assert [address for address in demo.PEOPLE if address not in first.words()] == []
    assert first.get("/accounts/login/") == 200
    running = first.everything()
    names = " ".join(map(called, running))
    assert "granian" in names
    assert "worker" in names
    assert "beat" in names
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.process.wait(60) == 0
    assert gone(running, 30)
    assert unexpected_tracebacks(first.words()) == []

    second = start()
    second.wait_for(READY)
    # Fifteen seconds on an idle machine; on a crowded one, far less than the first start there.
    assert time.monotonic() - second.begun < max(15, took / 2)
    killed_and_started_again(second)
    running = second.everything()
    second.process.send_signal(signal.SIGTERM)
    second.process.wait(60)
    assert gone(running, 30)


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_nothing_is_left(start: Callable[..., Demo], number: signal.Signals) -> None:
    one = start()
    one.wait_for(READY)
    running = one.everything()
    one.process.send_signal(number)
    assert gone(running, 120), [p for p in running if p.is_running()]


@pytest.mark.faults
@pytest.mark.skipif(not shutil.which("make"), reason="no make here")
def test_killing_make_itself_ends_the_demo(start: Callable[..., Demo]) -> None:
    one = start("make", "--no-print-directory", "-o", ".venv/.ready", "demo")
    one.wait_for(READY)
    running = one.everything()
    one.process.kill()
    assert gone(running, 120), [p for p in running if p.is_running()]


@pytest.mark.faults
def test_ctrl_c_while_preparing_ends_it_without_a_traceback(start: Callable[..., Demo]) -> None:
    one = start()
    one.wait_for("Fonts and static files")
    running = one.everything()
    os.killpg(one.process.pid, signal.SIGINT)
    assert gone(running, 120)
    one.reader.join(5)
    assert unexpected_tracebacks(one.words()) == []


def test_a_taken_port_is_refused_in_words_before_anything_starts(
    start: Callable[..., Demo], var: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        one = start(port=port)
        assert one.process.wait(30) == 1
    one.reader.join(5)
    assert one.words() == f"Port {port} is taken by another program. Try: make demo PORT={port + 1}"


@pytest.mark.parametrize("wrong", ["eight thousand", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_in_words(wrong: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "magnet.demo"],
        cwd=embedded.BASE_DIR,
        env={**BARE, "PORT": wrong},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535, not {wrong!r}.\n"


def test_a_second_demo_on_the_same_data_is_refused_in_words(var: Path) -> None:
    from magnet.demo.__main__ import only_demo

    with only_demo(var / "demo", "http://localhost:1234"):
        two = Demo(var, free_port())
        assert two.process.wait(30) == 1
    two.reader.join(5)
    assert "This demo already runs: http://localhost:1234" in two.words()
