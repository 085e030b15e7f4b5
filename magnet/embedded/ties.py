"""How a process is made to end with the one that started it, even when that one is killed outright."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def with_parent(number: int) -> Callable[[], None] | None:
    """A function for ``Popen(preexec_fn=…)``: the kernel sends the child ``number`` when its parent dies.

    None where the kernel has no such thing; use ``watchdog`` there. It must run in the child after any
    change of account, which would clear the wish; Popen does it in that order.
    """
    if not sys.platform.startswith("linux"):
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it died before the wish was made
            os._exit(1)

    return tie


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this very process ``number`` when its parent dies (Linux; else nothing)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def watchdog(target: int, number: int) -> subprocess.Popen[bytes]:
    """A shell that sends ``number`` to ``target`` (negative: the group) once this process has ended.

    It waits on a pipe whose other end only this process holds. Kill the watchdog when its target has
    been stopped in the ordinary way.
    """
    return subprocess.Popen(
        ["/bin/sh", "-c", 'read -r _; kill -"$1" "$2"', "watchdog", str(int(number)), str(target)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def dismiss(dog: subprocess.Popen[bytes] | None) -> None:
    """End a watchdog that is no longer needed."""
    if dog is not None:
        with contextlib.suppress(ProcessLookupError):
            dog.kill()
        if dog.stdin:
            dog.stdin.close()
        dog.wait()
