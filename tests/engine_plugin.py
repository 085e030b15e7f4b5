"""Starts the tests' own servers before Django reads its settings (``-p tests.engine_plugin``)."""

import os
from collections.abc import Generator
from contextlib import ExitStack

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
    os.environ.setdefault("SECRET_KEY", "only-for-tests-on-servers-named-by-the-environment")
    os.environ.setdefault("INSECURE_HTTP", "1")
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Give the servers up: nothing of them is left, on disk or running."""
    ENGINE.close()
