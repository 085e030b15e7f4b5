"""The administrators' page of what is owed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Owed
from activity.models.owed import ATTEMPTS
from tests.world import World

PAGE = "/en/owed/"


def row(key: str = "one", **fields: object) -> Owed:
    now = timezone.now() - timedelta(minutes=3)
    return Owed.objects.create(
        **{
            "task": "activity.send",
            "key": key,
            "due_at": now,
            "next_at": now,
            "ids": {"delivery": 0},
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 403),
        ("other_member", 403),
        ("partner", 403),
        ("coordinator", 403),
        ("kosice_coordinator", 403),
        ("administrator", 200),
    ],
)
def test_only_administrators_see_it(world: World, client: Client, who: str, status: int) -> None:
    dead = row(attempts=ATTEMPTS)
    client.force_login(getattr(world, who))
    assert client.get(PAGE).status_code == status
    done = 302 if status == 200 else 403
    assert client.post(f"{PAGE}{dead.pk}/again/").status_code == done
    assert client.post(f"{PAGE}again/").status_code == done
    dead.refresh_from_db()
    assert (dead.attempts == 0) == (status == 200)


def test_a_visitor_is_asked_to_sign_in(world: World, client: Client) -> None:
    for answer in (client.get(PAGE), client.post(f"{PAGE}1/again/"), client.post(f"{PAGE}again/")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_it_shows_what_was_given_up_first_with_its_error(world: World, client: Client) -> None:
    row("waits")
    row("given-up", attempts=ATTEMPTS, error="SMTPServerDisconnected: <b>gone</b>")
    client.force_login(world.administrator)
    page = client.get(PAGE).content.decode()
    assert page.index("given-up") < page.index("waits")
    assert "SMTPServerDisconnected: &lt;b&gt;gone&lt;/b&gt;" in page
    assert "Try again" in page


def test_nothing_owed_says_so(world: World, client: Client) -> None:
    Owed.objects.all().delete()
    client.force_login(world.administrator)
    assert "Nothing is owed" in client.get(PAGE).content.decode()


def test_what_is_done_is_not_tried_again(world: World, client: Client) -> None:
    done = row(done_at=timezone.now(), attempts=1)
    client.force_login(world.administrator)
    assert client.post(f"{PAGE}{done.pk}/again/").status_code == 404
    done.refresh_from_db()
    assert done.attempts == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "99999999999999999999", "²"])
def test_a_senseless_page_number_is_not_found(world: World, client: Client, number: str) -> None:
    client.force_login(world.administrator)
    assert client.get(PAGE, {"page": number}).status_code == 404


@pytest.mark.parametrize("count", [5, 60])
def test_its_queries_do_not_grow(
    world: World, client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for number in range(count):
        row(f"row {number}")
    client.force_login(world.administrator)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page = client.get(PAGE)
    assert ("page=2" in page.content.decode()) == (count > 50)


def test_the_next_rows_come_as_a_part(world: World, client: Client) -> None:
    for number in range(60):
        row(f"row-{number:02}", due_at=timezone.now() + timedelta(minutes=number))
    client.force_login(world.administrator)
    part = client.get(PAGE, {"page": 2}, headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    assert "<html" not in part
    assert "row-55" in part
    assert "row-05" not in part
