"""Starts the tests' own servers before Django reads its settings (``-p tests.engine_plugin``).

Side by side (``-n 2``) the processes share one engine; each has a database of its own by pytest-django, and by
``_stand_apart`` a broker and a folder of its own, so that no worker takes up another process's messages.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from magnet import embedded

ENGINE = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Name the test servers in the environment; a hook of pytest-django's then loads the settings."""
    os.environ.update(
        MAGNET_TESTING="1",
        DEBUG="0",
        DEMO="0",
        # The sync browser API runs an event loop in the test's thread.
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )
    try:
        ENGINE.enter_context(embedded.servers("test"))
    except embedded.Refused as reason:
        raise pytest.UsageError(str(reason)) from None
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _stand_apart(int(worker.removeprefix("gw")))
    os.environ.setdefault("SECRET_KEY", "only-for-tests-on-servers-named-by-the-environment")
    os.environ.setdefault("INSECURE_HTTP", "1")
    return (yield)


def _stand_apart(number: int) -> None:
    """Give this process the broker's database ``number`` + 1, and a folder below the common one."""
    broker = os.environ["REDIS_URL"]
    if "virtual_host=" in broker:  # a socket's address names its database in the query
        os.environ["REDIS_URL"] = broker.replace("virtual_host=0", f"virtual_host={number + 1}")
    else:
        os.environ["REDIS_URL"] = urlsplit(broker)._replace(path=f"/{number + 1}").geturl()
    if common := os.environ.get("MAGNET_VAR"):
        own = Path(common) / f"beside-{number}"
        own.mkdir(exist_ok=True)
        os.environ["MAGNET_VAR"] = str(own)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Give the servers up: nothing of them is left, on disk or running."""
    ENGINE.close()
