"""honcho's manager and process, tied: a program ends when the supervisor is killed outright, and one that was itself
killed outright is started again."""

import contextlib
import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from multiprocessing.sharedctypes import RawValue
from typing import Any

from honcho.manager import Manager
from honcho.process import Popen, Process

from magnet.embedded.ties import end_with_parent, watchdog, with_parent

AT_ONCE = 5  # seconds; what does not live longer would not live longer the next time


class TiedPopen(Popen):
    """The program in a session of its own, told to stop when the process that watches it dies."""

    def __init__(self, cmd: str, **more: Any) -> None:
        tie = with_parent(signal.SIGTERM)
        super().__init__(cmd, preexec_fn=tie, **more)
        self.dog = None if tie else watchdog(-self.pid, signal.SIGTERM)
        # Only now, or the program would inherit it: a closing terminal is the supervisor's affair.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


class TiedManager(Manager):
    """Supervises tied programs. ``ending`` is 1 for all of them once the end was asked for; it is set where a signal
    may come at any moment, so nothing locks it."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.ending = RawValue("b", 0)
        self._process_ctor = functools.partial(TiedProcess, ending=self.ending)

    def terminate(self) -> None:
        """Stop everything; see honcho's own."""
        self.ending.value = 1
        super().terminate()


class TiedProcess(Process):
    """Runs in a child of the supervisor, which it follows into death."""

    def __init__(self, *arguments: Any, ending: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._child_ctor = TiedPopen
        self.ending = ending

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Watch one program, and start it again where it was killed outright: by somebody, or for want of memory."""
        end_with_parent(signal.SIGKILL)
        if with_parent(signal.SIGKILL) is None:
            threading.Thread(target=follow_parent, daemon=True).start()
        self.again = True
        while self.again:
            self.again, self.begun = False, time.monotonic()
            super().run(events, ignore_signals)

    def _send_message(self, data: Any, type: str = "line") -> None:
        killed = type == "stop" and data["returncode"] == -signal.SIGKILL
        if killed and not self.ending.value and time.monotonic() - self.begun > AT_ONCE:
            self.again, data, type = True, b"was killed and is started again\n", "line"
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)  # whatever it had started and left
        super()._send_message(data, type)


def follow_parent() -> None:
    """End when the parent has ended, for systems whose kernel does not see to it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
