"""Saying something at once while a job's transaction is still open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from django.db import connections


class Beside:
    """A thread of its own with a connection of its own, whose writes are seen at once::

    with Beside() as beside:
        beside.do(thing.tell, 25)
    """

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, "beside")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()

    def do(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run ``act`` there and wait for it; returns or raises what it does."""
        return self._thread.submit(act, *args, **kwargs).result()
