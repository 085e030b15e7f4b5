"""The live server's door: what a browser leaves behind ends before the next test begins."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from wsgiref.util import setup_testing_defaults

from tests.doorkeeper import PATIENCE_S, Doorkeeper


def knock(door: Doorkeeper) -> str:
    """Send one request through the door, read its answer to the end, and say its status."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    list(door(environ, lambda status, headers: statuses.append(status)))
    return statuses[0]


def test_shut_means_that_nobody_is_inside() -> None:
    arrived, may_leave = Event(), Event()
    told: list[str] = []

    def slow(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            arrived.set()
            assert may_leave.wait(PATIENCE_S)
            yield b"done"
        finally:
            told.append("left")

    def shut() -> None:
        door.shut()
        told.append("shut")

    door = Doorkeeper(slow)
    assert knock(door).startswith("503")
    door.open()
    threads = [Thread(target=knock, args=[door]), Thread(target=shut)]
    threads[0].start()
    assert arrived.wait(PATIENCE_S)
    threads[1].start()
    while door.is_open:
        pass
    assert knock(door).startswith("503")
    may_leave.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert told == ["left", "shut"]
