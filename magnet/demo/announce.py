"""Waits until the demo answers and says where: ``python -m magnet.demo.announce PORT``."""

import contextlib
import http.client
import signal
import sys
import time

from magnet import demo

READY_SECONDS = 90


def main() -> None:
    """Print the address and the accounts once a page answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's affair, which ends this
    port = int(sys.argv[1])
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse()
            people = "\n".join(f"    {address}" for address in demo.PEOPLE)
            print(
                f"\nMAG-NET is running: http://localhost:{port}\n\n"
                f"  Sign in with one click, or with the password {demo.PASSWORD}, as\n{people}\n\n"
                "  Ctrl-C stops everything.\n",
                flush=True,
            )
            return
        time.sleep(0.1)
    print(f"Nothing has answered at http://localhost:{port} for {READY_SECONDS} seconds.", flush=True)


if __name__ == "__main__":
    main()
