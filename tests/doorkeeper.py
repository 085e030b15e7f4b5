"""A door before the live server: once it is shut, nobody is inside and nobody comes in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Condition
from typing import Any

PATIENCE_S = 60


class Doorkeeper:
    """A WSGI application around ``within`` that counts who is inside, and refuses (503) while it is shut.

    A closed browser window does not call back what it had sent: a draft's last save may still be at work while its
    test ends, and emptying the tables then is a deadlock, or leaves the next test a row it never made.
    """

    def __init__(self, within: Any) -> None:
        self.within = within
        self.is_open = False
        self._inside = 0
        self._changed = Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        with self._pass() as may:
            if not may:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return
            with closing(
                self.within(environ, start_response)
            ) as answer:  # Django's answers can all be closed
                yield from answer

    def open(self) -> None:
        """Let requests in."""
        with self._changed:
            self.is_open = True

    def shut(self) -> None:
        """Let nobody in any more and come back when the last one has gone; fails after ``PATIENCE_S`` seconds."""
        with self._changed:
            self.is_open = False
            assert self._changed.wait_for(lambda: self._inside == 0, PATIENCE_S), "a request did not end"

    @contextmanager
    def _pass(self) -> Iterator[bool]:
        with self._changed:
            may = self.is_open
            self._inside += may
        try:
            yield may
        finally:
            with self._changed:
                self._inside -= may
                self._changed.notify_all()
