"""The demo's own post office."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives

from magnet.demo import mail


@pytest.fixture(autouse=True)
def _post_office(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def send(subject: str, html: str = "") -> None:
    message = EmailMultiAlternatives(
        subject, "Živijo, pridi k nam.", "magnet@celje.example", ["ana@celje.example"]
    )
    if html:
        message.attach_alternative(html, "text/html")
    assert mail.PageBackend(alias="default").send_messages([message]) == 1


def test_the_newest_letter_comes_first_and_is_whole() -> None:
    send("Prvo pismo")
    send("Drugo pismo", html="<p>Živijo</p>")
    newest, oldest = mail.letters()
    assert (newest.subject, oldest.subject) == ("Drugo pismo", "Prvo pismo")
    assert (newest.to, newest.sender) == ("ana@celje.example", "magnet@celje.example")
    assert newest.parts == ["text/plain", "text/html"]
    assert newest.text.strip() == "Živijo, pridi k nam."
    assert newest.html.strip() == "<p>Živijo</p>"
    assert (oldest.parts, oldest.html) == (["text/plain"], "")


def test_a_letter_being_written_is_not_shown() -> None:
    send("Prvo pismo")
    (mail.folder() / ".half-written").write_text("Subject: half")
    assert [letter.subject for letter in mail.letters()] == ["Prvo pismo"]


def test_no_letters_is_an_empty_list() -> None:
    assert mail.letters() == []


def test_only_the_last_letters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SHOWN", 2)
    for number in range(3):
        send(f"Pismo {number}")
    assert [letter.subject for letter in mail.letters()] == ["Pismo 2", "Pismo 1"]
