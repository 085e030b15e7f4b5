"""What the logs say, and what they keep to themselves."""

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from magnet import logs


@pytest.mark.parametrize(
    ("request_line", "written"),
    [
        ("GET /en/invitations/aGVsbG8gd29ybGQ/", "GET /en/invitations/…/"),
        ("POST /accounts/password/reset/key/1-set-password/", "POST /accounts/password/reset/key/…/"),
        ("GET /accounts/confirm-email/MQ:1x:abc/", "GET /accounts/confirm-email/…/"),
        ("GET /calendar/c2VjcmV0.ics", "GET /calendar/…"),
        ("GET /en/initiatives/open-kitchen/", "GET /en/initiatives/open-kitchen/"),
    ],
)
def test_what_opens_a_door_is_not_written(request_line: str, written: str) -> None:
    assert logs.without_secrets(None, "", {"request": request_line}) == {"request": written}


def test_who_a_person_is_on_the_net_is_not_written() -> None:
    event: dict[str, Any] = {"ip": "192.0.2.1", "user_agent": "Fairphone", "code": 200}
    assert logs.without_secrets(None, "", event) == {"code": 200}


def test_a_fault_is_one_line_of_json_with_its_traceback() -> None:
    settings = logs.configure("INFO", readable=False)["formatters"]["line"]
    formatter = settings.pop("()")(**settings)
    try:
        raise ValueError("Čudno")
    except ValueError:
        record = logging.LogRecord("django", logging.ERROR, "", 0, "Fault", (), sys.exc_info())
    line = formatter.format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("Fault", "error")
    assert told["exception"].endswith("ValueError: Čudno")


@pytest.mark.django_db
def test_a_request_is_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/en/no-such-page/", headers={"user-agent": "Fairphone"})
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1
    assert "request_finished" in lines[0]
    assert "Fairphone" not in lines[0]
