import pytest

from tests.gates import cast as making
from tests.world import World


@pytest.fixture
def cast(world: World) -> making.Cast:
    """The cast of ``tests.world`` and one thing for every address."""
    return making.cast(world)
