from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests import world
from tests.gates import cast as making


@pytest.fixture(scope="module")
def _one_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[making.Cast]:
    """Made once a module, in a transaction around those of its tests, and gone with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.cast(world.world())
        transaction.set_rollback(True)


@pytest.fixture
def cast(_one_cast: making.Cast, db: None) -> making.Cast:
    """The cast of ``tests.world`` and one thing for every address; what a test does to them is undone after it."""
    return _one_cast
