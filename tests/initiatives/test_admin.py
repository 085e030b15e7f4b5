"""The admin site reads and searches initiatives and challenges, and changes them by their verbs alone."""

import pytest
from django.test import Client
from django.urls import reverse

from challenges.models import Theme
from initiatives.models import Initiative, InitiativeTranslation
from tests.who import client_of
from tests.world import World, initiative


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, "administrator")


@pytest.mark.parametrize(
    "model",
    [
        *("initiatives_initiative", "initiatives_update", "initiatives_initiativerevision"),
        *("initiatives_audience", "challenges_challenge", "challenges_theme"),
    ],
)
def test_lists_are_found_and_searched(world: World, office: Client, model: str) -> None:
    initiative(world.youth, "Table tennis")
    Theme.objects.create(slug="homes", name="Homes")
    url = reverse(f"admin:{model}_changelist")
    for query in ("", "?q=table", "?q=nothing"):
        assert office.get(f"{url}{query}").status_code == 200
    assert client_of(world, "coordinator").get(url).status_code in (302, 403)


def test_nothing_is_edited_round_its_verbs(world: World, office: Client) -> None:
    made = initiative(world.youth, "Table tennis")
    InitiativeTranslation.objects.create(source=made, language="sl", texts={"title": "Namizni tenis"})
    for model, thing in (("initiatives_initiative", made), ("challenges_challenge", world.housing)):
        url = reverse(f"admin:{model}_change", args=[thing.pk])
        assert office.get(url).status_code == 200
        assert office.post(url, {"title": "Changed"}).status_code == 403
        assert office.post(reverse(f"admin:{model}_delete", args=[thing.pk])).status_code == 403
    assert Initiative.objects.get().title == "Table tennis"


def test_withdrawing_asks_for_a_reason(world: World, office: Client) -> None:
    made = initiative(world.youth)
    url = reverse("admin:initiatives_initiative_changelist")
    sent = {"action": "withdraw", "_selected_action": [str(made.pk)]}
    office.post(url, {**sent, "reason": " "})
    made.refresh_from_db()
    assert made.withdrawn_at is None
    office.post(url, {**sent, "reason": "Logged twice"})
    made.refresh_from_db()
    assert made.withdrawn_reason == "Logged twice"


def test_a_challenge_is_shown_and_hidden_by_its_verb(world: World, office: Client, client: Client) -> None:
    url = reverse("admin:challenges_challenge_changelist")
    sent = {"_selected_action": [str(world.housing.pk)]}
    office.post(url, {**sent, "action": "make_own"})
    assert client.get(world.housing.get_absolute_url()).status_code == 404
    office.post(url, {**sent, "action": "make_public"})
    assert client.get(world.housing.get_absolute_url()).status_code == 200


def test_themes_are_plain_data(world: World, office: Client) -> None:
    office.post(
        reverse("admin:challenges_theme_add"),
        {"name": "Homes", "slug": "homes", "order": "1", "language": "en", "translations": "{}"},
    )
    assert Theme.objects.get().name == "Homes"
