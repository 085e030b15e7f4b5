"""What every fault test stands on: a world, a mail server, programs that are ended whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house

from activity import broker
from tests import world as cast
from tests.faults.postbox import Postbox, free_port, listening
from tests.workers import Beat, Program, Worker
from tests.world import World

QUEUES = ("celery", "reports")
LAST_WORDS = 60  # lines of each program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder are ``faults``: they break the servers that other tests stand on."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(autouse=True)
def _own_servers() -> None:
    if not (Path(house.VAR_DIR) / "engine.json").exists():
        pytest.skip("these are no servers of ours to break")


@pytest.fixture(autouse=True)
def _listening_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the last test did to the broker, this process speaks to it again."""
    monkeypatch.setattr(broker, "_quiet_until", 0.0)


@pytest.fixture
def celje(transactional_db: None) -> World:
    return cast.world()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def postbox(port: int) -> Iterator[Postbox]:
    """A mail server that does as it should, unless told otherwise."""
    box = Postbox()
    with listening(box, port):
        yield box
        box.let_go.set()


Start = Callable[..., Any]


@pytest.fixture
def start(celje: World, port: int, tmp_path: Path) -> Iterator[Start]:
    """Start a program (``start(Worker)``, ``start(Beat)``) whose mail goes to the tests' server."""
    with ExitStack() as ends:
        running: list[Program] = []

        def begin(kind: type[Program], **options: Any) -> Program:
            if kind is Beat or options.pop("with_beat", False):
                options["schedule"] = tmp_path / f"beat-{len(running)}"
            one = kind(
                *(QUEUES if kind is Worker else ()),
                **options,
                SMTP_HOST="127.0.0.1",
                SMTP_PORT=str(port),
                LOCK_TIMEOUT_MS="60000",
            )
            running.append(one)
            ends.callback(one.kill)
            return one

        yield begin
    for one in running:  # pytest shows this where the test has failed
        print(*one.said[-LAST_WORDS:], sep="")
