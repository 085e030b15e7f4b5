"""Promising, keeping and giving up through their pages; on the desk and at the thing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from alliances.models import Commitment
from initiatives.models import Initiative
from tests.who import client_of, statuses, table
from tests.world import World, initiative


@pytest.fixture
def about(world: World) -> Initiative:
    return initiative(world.youth, "Table tennis", by=world.partner)


def soon() -> str:
    return (timezone.localdate() + timedelta(days=10)).isoformat()


def promise(world: World, about: Initiative, what: str = "Bring two tables") -> Commitment:
    return Commitment.make(
        about=about,
        alliance=world.celje,
        what=what,
        language="en",
        owner=world.youth.organisation,
        due=timezone.localdate() + timedelta(days=10),
        by=world.coordinator,
    )


def test_promised_on_the_page_it_stands_on_the_desk_until_it_is_done(world: World, about: Initiative) -> None:
    partner = client_of(world, "partner")
    url = f"/en/commitments/new/?about=initiative:{about.slug}"
    assert url.replace(":", "%3A") in partner.get(about.get_absolute_url()).content.decode()
    answer = partner.post(
        url, {"what": "Bring <b>two</b> tables", "owner": str(world.youth.organisation_id), "due": soon()}
    )
    made = Commitment.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.organisation, made.person, made.alliance) == (world.youth.organisation, None, world.celje)
    for page in (made.get_absolute_url(), about.get_absolute_url(), "/en/me/", "/en/"):
        text = partner.get(page).content.decode()
        assert "Bring &lt;b&gt;two&lt;/b&gt; tables" in text
        assert f"{made.get_absolute_url()}fulfil/" in text
    assert "fulfil/" not in client_of(world, "other_member").get("/en/me/").content.decode()
    partner.post(f"{made.get_absolute_url()}fulfil/")
    desk = partner.get("/en/me/").content.decode()
    assert f"{made.get_absolute_url()}fulfil/" not in desk
    assert "Done" in partner.get(made.get_absolute_url()).content.decode()


def test_giving_up_says_why_to_everybody(world: World, about: Initiative, client: Client) -> None:
    made = promise(world, about)
    partner = client_of(world, "partner")
    answer = partner.post(f"{made.get_absolute_url()}give-up/", {"reason": ""})
    assert answer.status_code == 422
    partner.post(f"{made.get_absolute_url()}give-up/", {"reason": "They broke."})
    assert "They broke." in client.get(made.get_absolute_url()).content.decode()
    assert partner.post(f"{made.get_absolute_url()}fulfil/").status_code == 302
    made.refresh_from_db()
    assert made.state == Commitment.State.GIVEN_UP


def test_a_coordinator_names_any_partner_a_member_their_own(world: World, about: Initiative) -> None:
    url = f"/en/commitments/new/?about=initiative:{about.slug}"
    sent = {"what": "Call the landlords", "owner": str(world.incubator.organisation_id), "due": soon()}
    assert client_of(world, "partner").post(url, sent).status_code == 422
    assert client_of(world, "coordinator").post(url, sent).status_code == 302
    client_of(world, "partner").post(url, {**sent, "owner": "me"})
    assert Commitment.objects.get(person=world.partner).organisation == world.youth.organisation


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""},
        {"what": "x" * 301},
        {"what": "\x00"},
        {"owner": "nobody"},
        {"due": "2000-01-01"},
        {"due": "soon"},
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    world: World, about: Initiative, wrong: dict[str, str]
) -> None:
    url = f"/en/commitments/new/?about=initiative:{about.slug}"
    sent = {"what": "Typed just now", "owner": "me", "due": soon(), **wrong}
    answer = client_of(world, "partner").post(url, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    "about", ["", "initiative:", "initiative:nothing", "nothing:x", "%00", "commitment:x"]
)
def test_about_nothing_is_404(world: World, about: str) -> None:
    assert client_of(world, "partner").get(f"/en/commitments/new/?about={about}").status_code == 404
    assert client_of(world, "partner").get(f"/en/commitments/{uuid4()}/").status_code == 404


def test_who_settles_a_promise(world: World, about: Initiative) -> None:
    made = promise(world, about)
    url = f"{made.get_absolute_url()}give-up/"
    assert statuses(world, lambda client: client.get(url)) == table(302, 403, 403, 200, 200, 403, 200)
