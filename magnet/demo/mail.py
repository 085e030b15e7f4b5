"""The demo's post: every sent mail becomes a file that the page at ``/demo/mail/`` shows."""

import email
import email.policy
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 100


def folder() -> Path:
    """Where the demo's mail lies, seen by web and worker alike."""
    return Path(settings.VAR_DIR) / "mail"


class PageBackend(BaseEmailBackend):
    """A mail backend that delivers to the demo's own page and to nobody else."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message as one file, whole or not at all; returns how many."""
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020}-{uuid.uuid4().hex}"
            being_written = place / f".{name}"
            being_written.write_bytes(message.message().as_bytes())
            os.replace(being_written, place / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One sent mail as the page shows it."""

    sender: str
    to: str
    subject: str
    date: str
    parts: list[str]
    text: str
    html: str


def letters() -> list[Letter]:
    """The last mails sent, newest first (at most ``SHOWN``)."""
    newest = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [read(path) for path in newest]


def read(path: Path) -> Letter:
    """Parse one mail file."""
    message = email.message_from_bytes(path.read_bytes(), _class=Parsed, policy=email.policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return Letter(
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=str(message["Date"] or ""),
        parts=[part.get_filename() or part.get_content_type() for part in leaves],
        text=_content(message, "plain"),
        html=_content(message, "html"),
    )


def _content(message: Parsed, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""
