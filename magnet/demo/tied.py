"""honcho's process, tied: its program ends when the supervisor is killed outright."""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from typing import Any

from honcho.process import Popen, Process

from magnet.embedded.ties import end_with_parent, watchdog, with_parent


class TiedPopen(Popen):
    """The program in a session of its own, told to stop when the process that watches it dies."""

    def __init__(self, cmd: str, **more: Any) -> None:
        tie = with_parent(signal.SIGTERM)
        super().__init__(cmd, preexec_fn=tie, **more)
        self.dog = None if tie else watchdog(-self.pid, signal.SIGTERM)
        # Only now, or the program would inherit it: a closing terminal is the supervisor's affair.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


class TiedProcess(Process):
    """Runs in a child of the supervisor, which it follows into death."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._child_ctor = TiedPopen

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Watch one program; see honcho's own."""
        end_with_parent(signal.SIGKILL)
        if with_parent(signal.SIGKILL) is None:
            threading.Thread(target=follow_parent, daemon=True).start()
        super().run(events, ignore_signals)


def follow_parent() -> None:
    """End when the parent has ended, for systems whose kernel does not see to it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
