"""The platform's own PostgreSQL and Valkey, for demo, development and tests.

``servers(profile)`` is all the rest of the house calls. It starts nothing when ``DATABASE_URL`` and
``REDIS_URL`` name servers. Otherwise a small keeper process holds the two servers of that profile for as
long as anybody uses them: each user keeps a connection to the keeper, and the kernel closes it however the
user ends, so nothing stays behind after Ctrl-C, a closed terminal or ``kill -9``.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
THROWAWAY = {"test"}
START_SECONDS = 90
# A unix socket's path must fit 104 bytes (macOS); the longest name below it is "/.s.PGSQL.5432.lock".
SOCKET_FOLDER_BYTES = 80


class Refused(SystemExit):
    """The engine cannot start; the message says why in words and, uncaught, ends the program with it."""


@contextlib.contextmanager
def servers(profile: str) -> Iterator[None]:
    """Within the block, ``os.environ`` names a PostgreSQL and a Valkey that answer.

    With ``DATABASE_URL`` and ``REDIS_URL`` set nothing is done. Without them the engine of ``profile``
    ("demo", "test", …) is joined or started; a throwaway profile ("test") gets servers of its own that
    are wiped afterwards. Settings that only the embedded engine may relax (plain http, a generated
    secret, the demo's accounts) are set here, and never over what the environment already says.

    Raises ``Refused`` with a sentence when only one of the two is set or the engine cannot start.
    """
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(named) == 2:
        yield
        return
    if named:
        missing = ({"DATABASE_URL", "REDIS_URL"} - set(named)).pop()
        raise Refused(
            f"{named[0]} is set but {missing} is not. "
            "Set both to use your own servers, or neither to use the embedded ones."
        )
    folder = throwaway_folder(profile) if profile in THROWAWAY else var_folder() / profile
    connection, urls = join(folder, throwaway=profile in THROWAWAY)
    relaxed = {
        **urls,
        "SECRET_KEY": secret(folder),
        "INSECURE_HTTP": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        **({"DEMO": "1"} if profile == "demo" else {}),
    }
    ours = {name: value for name, value in relaxed.items() if not os.environ.get(name)}
    if profile in THROWAWAY:
        ours["MAGNET_VAR"] = str(folder)
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        leave(connection)


def var_folder() -> Path:
    """Where everything that running produces lives: ``MAGNET_VAR`` or ``var`` in the checkout."""
    return Path(os.environ.get("MAGNET_VAR") or BASE_DIR / "var").absolute()


def throwaway_folder(profile: str) -> Path:
    """A new folder under the system's temporary one; those a crash left behind are swept away first."""
    for old in Path(tempfile.gettempdir()).glob(f"magnet-{profile}-*"):
        with contextlib.suppress(OSError):
            if old.stat().st_uid == os.getuid() and time.time() - old.stat().st_mtime > 600:
                with (old / "lock").open("a") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"magnet-{profile}-"))
    if os.getuid() == 0:
        folder.chmod(0o711)  # the unprivileged account the servers run as must pass through
    return folder


def join(folder: Path, throwaway: bool = False) -> tuple[socket.socket, dict[str, str]]:
    """Connect to the keeper of ``folder``, starting one if none runs.

    Returns the connection, which keeps the engine alive until ``leave``, and the environment variables
    that name its servers.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
        listening_at = socket_folder(folder) / "keeper"
    except OSError as error:
        raise Refused(
            f"The folder {folder} cannot be used for the embedded servers ({error.strerror}). "
            "Free it, or name another one in MAGNET_VAR."
        ) from None
    until = time.monotonic() + START_SECONDS
    started = False
    with lock:
        while time.monotonic() < until:
            answer = ask(listening_at)
            if answer:
                return answer
            if started:
                said = (folder / "keeper.log").read_text(errors="replace").strip()[-1500:]
                raise Refused(f"The embedded servers' keeper ended at once:\n{said}")
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                start_keeper(folder, listening_at, lock.fileno(), throwaway)
                started = True
                continue
            # Someone else is starting the engine, or the last one is still shutting down.
            time.sleep(0.05)
    raise Refused(
        f"The folder {folder} is held by embedded servers that do not answer. "
        f"See {folder / 'keeper.log'}; end what still runs there and try again."
    )


def socket_folder(folder: Path) -> Path:
    """A folder for the sockets that only we can enter, with a path short enough for the kernel."""
    run = folder / "run"
    if len(os.fsencode(run)) > SOCKET_FOLDER_BYTES:
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        run = Path(tempfile.gettempdir()) / f"magnet-{os.getuid()}-{name}"
    run.mkdir(mode=0o700, exist_ok=True)
    trusted = os.getuid() == 0 and run.parent == folder  # root may join an ordinary user's engine
    if run.is_symlink() or not (trusted or run.stat().st_uid == os.getuid()):
        raise Refused(f"The folder {run} belongs to somebody else, so the embedded servers cannot use it.")
    return run


def ask(listening_at: Path) -> tuple[socket.socket, dict[str, str]] | None:
    """Ask a running keeper for its servers' addresses; None when no keeper listens."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(START_SECONDS)
    try:
        connection.connect(str(listening_at))
        with connection.makefile("rb") as lines:
            line = lines.readline()
    except PermissionError:
        raise Refused(f"The embedded servers at {listening_at.parent} belong to somebody else.") from None
    except OSError:
        line = b""
    if not line:
        connection.close()
        return None
    answer = json.loads(line)
    if "error" in answer:
        connection.close()
        raise Refused(answer["error"])
    return connection, answer


def start_keeper(folder: Path, listening_at: Path, lock: int, throwaway: bool) -> None:
    """Start the keeper, handing it the listening socket and the lock it holds while it lives."""
    listening_at.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, (folder / "keeper.log").open("ab") as log:
        listener.bind(str(listening_at))
        listener.listen(64)
        command = [
            *(sys.executable, "-m", "magnet.embedded.keeper", str(folder)),
            *(str(listener.fileno()), str(lock), "throwaway" if throwaway else "kept"),
        ]
        subprocess.Popen(
            command,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(listener.fileno(), lock),
            # Ctrl-C in the terminal reaches the program; the keeper ends when the program has ended.
            start_new_session=True,
        )


def leave(connection: socket.socket) -> None:
    """Give the engine up; when nobody else uses it, return only once both servers have stopped."""
    with contextlib.suppress(OSError), connection:
        connection.settimeout(30)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1024):
            pass


def secret(folder: Path) -> str:
    """This profile's SECRET_KEY: made once, kept readable by its owner alone."""
    path = folder / "secret_key"
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
