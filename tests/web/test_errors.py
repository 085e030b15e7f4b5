"""When something is not as it should be, the page still looks and speaks like the house."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from web import errors
from web.exceptions import Withdrawn


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/en/somewhere/?q=x")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
def test_an_unknown_address_answers_404_in_our_look(client: Client) -> None:
    answer = client.get("/en/no-such-room/")
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()
    assert 'name="robots" content="noindex"' in answer.content.decode()


@pytest.mark.django_db
def test_too_many_fields_answer_400_in_our_look(client: Client) -> None:
    answer = client.post("/en/language/", {f"field{number}": "x" for number in range(6000)})
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_our_token_answers_403_and_says_why() -> None:
    strict, sent = Client(enforce_csrf_checks=True), {"language": "sl", "next": "/en/"}
    before = {"Referer": "http://testserver/en/help/?a=1"}
    answer = strict.post("/en/language/", sent, headers=before)
    assert answer.status_code == 403
    assert "This form was open too long" in answer.content.decode()
    assert '<a class="button" href="/en/help/?a=1">Load the page again</a>' in answer.content.decode()
    for elsewhere in (
        "https://elsewhere.example/en/",
        "http://testserver//elsewhere.example/",
        "http://[",
        "",
    ):
        answer = strict.post("/en/language/", sent, headers={"Referer": elsewhere})
        assert "Load the page again" not in answer.content.decode()


def test_what_is_not_yours_answers_403(request_: HttpRequest) -> None:
    answer = errors.permission_denied(request_)
    assert answer.status_code == 403
    assert "This is not yours to do" in answer.content.decode()


def test_what_was_withdrawn_answers_410_with_its_reason_escaped(request_: HttpRequest) -> None:
    answer = errors.gone(request_, Withdrawn("<b>Benches</b>", "Stands <script>twice</script>"))
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "&lt;b&gt;Benches" in html
    assert "Stands &lt;script&gt;" in html


def test_a_refusal_without_a_form_answers_422_in_its_words(request_: HttpRequest) -> None:
    answer = errors.unprocessable(request_, "The tag was declined already.")
    assert answer.status_code == 422
    assert "The tag was declined already." in answer.content.decode()


def test_a_fault_of_ours_answers_500_with_nothing_that_could_fail_again(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/en/"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_the_database_away_answers_503_and_when_to_come_back(
    rf: RequestFactory, fault: type[Exception]
) -> None:
    try:
        raise fault("the server closed the connection")
    except fault:
        answer = errors.server_error(rf.get("/en/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "We cannot reach our records" in answer.content.decode()
    assert "closed the connection" not in answer.content.decode()


def test_they_stand_without_collected_static_files(rf: RequestFactory, settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "web.assets.HouseStorage"}}
    answer = errors.server_error(rf.get("/en/"))
    assert answer.status_code == 500
    assert "stylesheet" not in answer.content.decode()
