"""``python -m magnet.demo``: the whole platform with its demo data, until Ctrl-C.

Web server, worker and beat run under honcho; each is tied to this process, so however it ends nothing is
left running. ``PORT`` (8000) and ``HOST`` (127.0.0.1) say where it listens.
"""

import contextlib
import errno
import fcntl
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from honcho.printer import Printer

from magnet import embedded
from magnet.demo.tied import TiedManager
from magnet.embedded.ties import end_with_parent, with_parent

MOST_WEB_PROCESSES = 8


def wanted_port() -> int:
    """``PORT`` as a number; ends in words when it is none, or when somebody already listens there."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    host = os.environ.get("HOST") or "127.0.0.1"
    taken = SystemExit(f"Port {port} is taken by another program. Try: make demo PORT={port + 1}")
    for address in ("127.0.0.1", "::1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with contextlib.suppress(OSError), socket.socket(family) as there:
            there.settimeout(1)
            there.connect((address, port))
            raise taken
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as here:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            here.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise taken from None
            raise SystemExit(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    return port


@contextlib.contextmanager
def only_demo(folder: Path, address: str) -> Iterator[None]:
    """Hold the folder for this demo; a second one would run a second worker and beat on its data."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running").open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note.seek(0)
            where = note.read().strip()
            raise SystemExit(
                f"This demo already runs: {where} (data in {folder}). "
                "For a second one, name another folder in MAGNET_VAR."
            ) from None
        note.truncate(0)
        note.write(address)
        note.flush()
        yield


class Terminal:
    """Standard output that outlives its terminal: when that is closed, words go nowhere, not wrong."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.flush()

    def isatty(self) -> bool:
        """Whether colours make sense."""
        return self.stream.isatty()


def programs(port: int) -> dict[str, list[str]]:
    """The processes by name: one web process per core with one thread each, a worker, and beat."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    web = [
        *("granian", "--interface", "wsgi", "--host", os.environ.get("HOST") or "127.0.0.1"),
        *("--port", str(port), "--workers", str(min(cores, MOST_WEB_PROCESSES)), "--blocking-threads", "1"),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"),
        "magnet.wsgi:application",
    ]
    celery = ["celery", "--quiet", "-A", "magnet"]
    worker = [
        *celery,
        "worker",
        "-Q",
        "celery,reports",
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
        "-l",
        "warning",
    ]
    beat = [*celery, "beat", "-l", "warning", "--pidfile", ""]
    folder = Path(sys.executable).parent
    calm = ["-W", "ignore:You're running the worker with superuser"]  # on a demo machine root is common
    return {
        name: [sys.executable, *calm, str(folder / command[0]), *command[1:]]
        for name, command in {"web": web, "worker": worker, "beat": beat}.items()
    }


def supervise(port: int) -> int:
    """Run the programs until one ends or a signal asks; returns the exit code (0 when asked to stop). One that is
    killed outright starts again."""
    output = Terminal(sys.stdout)
    manager = TiedManager(Printer(output))
    for name, command in programs(port).items():
        manager.add_process(name, f"exec {shlex.join(command)}", cwd=str(embedded.BASE_DIR))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup is to be respected
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    herald = subprocess.Popen(
        [sys.executable, "-m", "magnet.demo.announce", str(port)],
        cwd=embedded.BASE_DIR,
        preexec_fn=with_parent(signal.SIGTERM),
    )
    try:
        manager.loop()
    finally:
        herald.kill()
        herald.wait()
        manager.kill()
    asked = manager.returncode in (130, 143)
    return 0 if asked else manager.returncode or 1


def prepare() -> None:
    """Run the preparation in a process of its own, so that this one stays small."""
    done = subprocess.run(
        [sys.executable, "-m", "magnet.demo.prepare"],
        cwd=embedded.BASE_DIR,
        check=False,
        preexec_fn=with_parent(signal.SIGTERM),
    )
    if done.returncode != 0:
        raise SystemExit("The demo could not be prepared; the lines above say why.")


def main() -> int:
    """Prepare and run; Ctrl-C at any moment ends it without a traceback."""
    if "--with-parent" in sys.argv:  # make: when it is killed outright, so is this
        end_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    port = wanted_port()
    address = f"http://localhost:{port}"
    os.environ["MAGNET_VAR"] = str(embedded.var_folder())  # the same place wherever a program starts
    folder = embedded.var_folder() / "demo"
    with only_demo(folder, address):
        print("MAG-NET demo: preparing", flush=True)
        begun = time.monotonic()
        print("  PostgreSQL and Valkey …", end="", flush=True)
        with embedded.servers("demo"):
            print(f" done ({time.monotonic() - begun:.1f} s)", flush=True)
            os.environ.setdefault("SECRET_KEY", embedded.secret(folder))
            os.environ.setdefault("INSECURE_HTTP", "1")
            os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
            os.environ.setdefault("SITE_URL", address)
            os.environ["DEMO"] = "1"
            prepare()
            print("  Web server, worker and beat …", flush=True)
            code = supervise(port)
    print("Stopped.", flush=True)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped.")
        sys.exit(0)
