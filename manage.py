#!/usr/bin/env python
"""Django's command line, on the embedded engine where no server is named."""

import os
import sys

from magnet import embedded


def main() -> None:
    """Run one management command; DATABASE_URL and REDIS_URL decide which servers it talks to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magnet.settings")
    with embedded.servers("demo"):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
