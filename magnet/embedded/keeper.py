"""The process that holds one profile's two servers for as long as anybody is connected to it.

Started by ``magnet.embedded.join``, which hands over a listening socket and the folder's lock. Each client
gets one line of JSON: the servers' addresses, or the reason why there are none. A server that dies is
started again. When the last client has gone, both servers are stopped, then the keeper ends.
"""

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

from magnet.embedded import Refused, socket_folder
from magnet.embedded.account import choose, home, settle
from magnet.embedded.launch import Postgres, Server, Valkey

READY_SECONDS = 60
FIRST_CLIENT_SECONDS = 10


class Keeper:
    """Servers, clients and the loop between them."""

    def __init__(self, folder: Path, listener: socket.socket, lock: int, *, throwaway: bool) -> None:
        self.folder = folder
        self.listener = listener
        self.lock = lock
        self.throwaway = throwaway
        self.servers: list[Server] = []
        self.answer: dict[str, str] = {}
        self.clients: set[socket.socket] = set()
        self.last: socket.socket | None = None
        self.asked_to_end = False

    def start(self) -> None:
        """Start both servers; what hinders them becomes the answer to every client."""
        try:
            account = choose(self.folder)
            place = settle(self.folder, account)
            sockets = place / "sockets"
            if len(os.fsencode(sockets)) > 80:
                sockets = socket_folder(self.folder) / "servers"
                self._open_way(sockets.parent, account.other)
                account.own(sockets)
            postgres = Postgres(
                place / "postgres", sockets, account, throwaway=self.throwaway, lock=self.lock
            )
            valkey = Valkey(place / "valkey", sockets, account, throwaway=self.throwaway, lock=self.lock)
            self.servers += [postgres, valkey]
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.wait(READY_SECONDS)
        except (Refused, OSError) as reason:
            self.answer = {"error": str(reason)}
            return
        self.answer = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
        self.note()

    @staticmethod
    def _open_way(folder: Path, other: bool) -> None:
        if other:
            folder.chmod(0o711)

    def note(self) -> None:
        """Write down who runs, for people and for the fault tests."""
        pids = {server.name.lower(): server.process.pid for server in self.servers if server.process}
        text = json.dumps({"keeper": os.getpid(), **pids, **self.answer}, indent=1)
        (self.folder / "engine.json").write_text(text)

    def serve(self) -> None:
        """Answer clients until the last one has gone or the keeper is asked to end."""
        selector = selectors.DefaultSelector()
        self.listener.setblocking(False)
        selector.register(self.listener, selectors.EVENT_READ)
        until = time.monotonic() + FIRST_CLIENT_SECONDS
        while not self.asked_to_end and (self.clients or time.monotonic() < until):
            for key, _ in selector.select(timeout=0.5):
                if key.fileobj is self.listener:
                    with contextlib.suppress(OSError):
                        client, _ = self.listener.accept()
                        client.sendall(json.dumps(self.answer).encode() + b"\n")
                        selector.register(client, selectors.EVENT_READ)
                        self.clients.add(client)
                    until = 0.0  # from the first client on, it ends with the last one
                elif isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj, selector)
            self.revive()

    def _hear(self, client: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            alive = bool(client.recv(1024))
        except OSError:
            alive = False
        if not alive:
            selector.unregister(client)
            self.clients.discard(client)
            if self.clients:
                client.close()
            else:
                self.last = client  # stays open: its closing tells the client that all has stopped

    def revive(self) -> None:
        """Start again a server that has died under its clients."""
        if "error" in self.answer or not self.clients:
            return
        for server in self.servers:
            if server.ended():
                print(f"{server.name} ended and is started again", file=sys.stderr, flush=True)
                with contextlib.suppress(Refused, OSError):
                    server.start()
                    server.wait(READY_SECONDS)
                    self.note()

    def stop(self) -> None:
        """Stop both servers and leave nothing but the data."""
        (self.folder / "engine.json").unlink(missing_ok=True)
        for server in reversed(self.servers):
            server.ask_to_stop()
        for server in self.servers:
            server.stopped()
        if self.throwaway:
            moved = home(self.folder)
            shutil.rmtree(moved, ignore_errors=True)
            shutil.rmtree(self.folder, ignore_errors=True)


def main() -> None:
    """``keeper FOLDER LISTENER LOCK throwaway|kept``, the two middle ones being inherited descriptors."""
    folder, listener, lock, kind = sys.argv[1:]
    keeper = Keeper(
        Path(folder), socket.socket(fileno=int(listener)), int(lock), throwaway=kind == "throwaway"
    )

    def end(*_: object) -> None:
        keeper.asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        keeper.start()
        keeper.serve()
    finally:
        # From here on nobody new is taken in: they find no listener and wait for the lock.
        with contextlib.suppress(OSError):
            Path(keeper.listener.getsockname()).unlink(missing_ok=True)
        keeper.listener.close()
        keeper.stop()
    # At once, so that the last client, who waits for this connection to close, finds no process left.
    os._exit(0)


if __name__ == "__main__":
    main()
