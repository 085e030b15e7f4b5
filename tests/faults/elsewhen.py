"""Celery on a machine whose clock is wrong: ``python -m tests.faults.elsewhen SECONDS -A magnet worker …``."""

import sys
import time

import time_machine
from celery.__main__ import main


def run() -> None:
    """Move this process's clock by the first argument; its children inherit it."""
    seconds = float(sys.argv.pop(1))
    time_machine.travel(time.time() + seconds, tick=True).start()
    main()


if __name__ == "__main__":
    run()
