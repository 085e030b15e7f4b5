"""What a fault does to the tests' own broker and database; the engine's keeper, and what it noted down, is theirs."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from redis import Redis

PATIENCE_S = 180  # for what must come; a machine with more to do than this one alone takes its time


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again until ``condition`` holds; fails with ``what`` when patience is over."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, f"in {PATIENCE_S} s never: {what}"
        time.sleep(0.1)


def pid_of(name: str) -> int:
    """The process of ``keeper``, ``postgresql`` or ``valkey``."""
    return json.loads((Path(settings.VAR_DIR) / "engine.json").read_text())[name]


def broker() -> Redis:
    return Redis.from_url(
        settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        socket_timeout=5,
    )


def broker_answers() -> bool:
    with suppress(Exception):
        return bool(broker().ping())
    return False


@contextmanager
def frozen() -> Iterator[None]:
    """The broker takes connections and never answers."""
    pid = pid_of("valkey")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def stopped() -> Iterator[None]:
    """There is no broker; with the keeper frozen nobody starts it again. What it held is gone."""
    keeper = pid_of("keeper")
    os.kill(keeper, signal.SIGSTOP)
    try:
        os.kill(pid_of("valkey"), signal.SIGKILL)
        yield
    finally:
        os.kill(keeper, signal.SIGCONT)
        wait_until(broker_answers, "the broker is there again")


@contextmanager
def emptied() -> Iterator[None]:
    """Everything the broker held is gone, before and after."""
    broker().flushall()
    yield
    broker().flushall()


def restart_the_database() -> None:
    """Every connection breaks at once; it answers again when this returns."""
    before = pid_of("postgresql")
    os.kill(before, signal.SIGQUIT)
    wait_until(lambda: pid_of("postgresql") != before, "the database was started again")
    wait_until(_database_answers, "the database answers")
    connection.close()


def _database_answers() -> bool:
    parameters = connection.get_connection_params()
    with suppress(psycopg.OperationalError):
        psycopg.connect(
            dbname=parameters["dbname"], host=parameters["host"], user=parameters["user"], connect_timeout=5
        ).close()
        return True
    return False
