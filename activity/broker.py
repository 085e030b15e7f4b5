"""The way to the broker: short, tried once, never in anybody's way."""

import time
from typing import Any

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers

log = structlog.get_logger()

TIMEOUT_S = 5
# After a nudge failed, this process leaves the broker alone so long: one slow answer, not one per request.
QUIET_S = 60.0
# A sweep nobody took up says nothing new after a while. Long enough for machines whose clocks disagree a little.
SWEEP_EXPIRES_S = 120
AWAY = (OSError, OperationalError)

_quiet_until = 0.0


def publish(task: str, args: tuple[Any, ...], **options: Any) -> None:
    """Hand one message to the broker within a few seconds, or raise one of ``AWAY``; never tried twice."""
    here = current_app.connection_for_write(transport_options={"socket_timeout": TIMEOUT_S})
    with producers[here].acquire(block=True, timeout=TIMEOUT_S) as producer:
        current_app.send_task(task, args, producer=producer, retry=False, **options)


def nudge() -> None:
    """Ask for a sweep now. A broker that is away is no failure: the next sweep finds what is owed."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        publish("activity.sweep", (), expires=SWEEP_EXPIRES_S)
    except AWAY as error:
        _quiet_until = time.monotonic() + QUIET_S
        log.warning("broker_away", error=str(error))
