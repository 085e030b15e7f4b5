"""The database cache that never takes a page down with it."""

import time
from typing import Any

import structlog
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, InterfaceError, connections, router, transaction

log = structlog.get_logger()

ASIDE_S = 30.0  # how long a cache that failed is left in peace


class SteadyCache(DatabaseCache):
    """Django's database cache; while its table cannot be used, this process's own memory stands in.

    Sign-in limits live here. A table that is missing or locked must neither answer sign-in with a fault nor lift
    the limits: they go on holding, by each process for itself, until the table is back.
    """

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._stand_in = LocMemCache(f"instead of {table}", params)
        self._away_until = 0.0

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._steady("get_many", list(keys), version=version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._steady("set", key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._steady("add", key, value, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return self._steady("touch", key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._steady("delete", key, version=version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._steady("delete_many", list(keys), version=version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._steady("has_key", key, version=version)

    def clear(self) -> None:
        self._stand_in.clear()
        self._steady("clear")

    def _steady(self, act: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return self._in_the_table(act, *args, **kwargs)
            except (DatabaseError, InterfaceError) as error:
                self._away_until = time.monotonic() + ASIDE_S
                log.warning("cache_away", act=act, error=str(error))
        return getattr(self._stand_in, act)(*args, **kwargs)

    def _in_the_table(self, act: str, *args: Any, **kwargs: Any) -> Any:
        ask = getattr(super(), act)
        database = router.db_for_write(self.cache_model_class)
        if not connections[database].in_atomic_block:
            return ask(*args, **kwargs)
        # A failed statement would spoil the caller's transaction.
        with transaction.atomic(using=database):
            return ask(*args, **kwargs)
