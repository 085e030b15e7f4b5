"""Finds the Chromium that the browser tests drive, and installs one: ``python -m tests.chromium``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
ABSENT = (
    "No Chromium was found on PATH and none could be installed: "
    "install the package chromium, or run `playwright install --with-deps chromium`."
)


def find() -> str | None:
    """The path of a Chromium that runs: the system's, or else the one the test library brought."""
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    candidates += [path for path in [_of_the_library()] if path]
    for path in candidates:
        if _runs([path, "--version"]):
            return path
    return None


ASK_THE_LIBRARY = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def _of_the_library() -> str | None:
    # In a process of its own: within a test the library may be running already, and runs only once.
    asked = subprocess.run(
        [sys.executable, "-c", ASK_THE_LIBRARY], capture_output=True, text=True, check=False
    )
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None


def _runs(command: list[str], seconds: int = 60) -> bool:
    """Whether the command ends well; its words go to the terminal only when it takes long work."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if seconds <= 60 else {}
    try:
        return subprocess.run(command, check=False, timeout=seconds, **quiet).returncode == 0  # type: ignore[call-overload]
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> str | None:
    """Find a Chromium or install one (as root on Debian by apt-get, else by the test library)."""
    found = find()
    if found:
        return found
    attempts: list[list[list[str]]] = []
    apt = ["apt-get", "-y", "-o", "DPkg::Lock::Timeout=120"]
    if os.getuid() == 0 and shutil.which("apt-get"):
        os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
        attempts.append([[*apt, "update"], [*apt, "install", "--no-install-recommends", "chromium"]])
    attempts.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    for commands in attempts:
        for command in commands:
            _runs(command, seconds=900)
        found = find()
        if found:
            return found
    return None


def main() -> int:
    """Say what was found; without a Chromium, CI fails and others go on with those tests skipped."""
    found = install()
    print(f"Chromium: {found}" if found else ABSENT)
    return 1 if not found and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
