"""A mail server of the tests' own, as bad as mail servers are."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from threading import Event, Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """What was handed in, by Message-ID; and how each recipient's mails fare, by the name before the @.

    ``later@`` is told to come again (451), ``never@`` is unknown (550), ``hang@`` is never answered, and with
    ``dies@`` the line breaks, once, when the mail has been taken in and nobody was told. ``well`` ends all that.
    After ``hold`` the next one who comes waits at their address until ``let_go``, and is then told to come again.
    """

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.to: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.well = False
        self.holding = False
        self.let_go = Event()
        self._lock = Lock()

    @property
    def number(self) -> int:
        """How many mails were taken in, copies counted too."""
        return self.accepted.total()

    def hold(self) -> None:
        self.holding = True

    # --- aiosmtpd's hooks ---
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        self.tried[name] += 1
        if self.holding:
            self.holding = False
            while not self.let_go.is_set():
                await asyncio.sleep(0.05)
            return "451 Come again"
        if not self.well:
            if name == "hang":
                await asyncio.sleep(3600)
            if name == "later":
                return "451 Come again"
            if name == "never":
                return "550 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content: Any = envelope.content
        with self._lock:
            self.accepted[message_from_bytes(content)["Message-ID"]] += 1
            for address in envelope.rcpt_tos:
                self.to[address.partition("@")[0]] += 1
        if self.to["dies"] == 1 and envelope.rcpt_tos[0].startswith("dies@"):
            server.transport.abort()
        return "250 Taken in"


class Server(Controller):
    """Listens on a port that was free, one thread of its own."""

    def __init__(self, postbox: Postbox, port: int) -> None:
        super().__init__(postbox, hostname="127.0.0.1", port=port, ready_timeout=60)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def listening(postbox: Postbox, port: int) -> Iterator[None]:
    """The mail server answers at ``port`` until the block ends."""
    server = Server(postbox, port)
    server.start()
    try:
        yield
    finally:
        server.stop()
