"""The admin site of this room: plain data while it is plain, tags by their verbs alone, reading noted."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from blocks.models import Block, Choice, Tag
from initiatives.models import Initiative
from search.models import Entry
from tests.world import World, initiative

WORDS = {
    "slug": "neighbourhood",
    "order": "6",
    "shape": "house",
    "language": "en",
    "name": "Neighbourhood",
    "question": "Who lives next door?",
    "description": "",
    "translations": "{}",
}


@pytest.fixture
def site(world: World) -> Client:
    client = Client()
    client.force_login(world.administrator)
    return client


@pytest.fixture
def own(world: World) -> Initiative:
    """An alliance's own initiative, tagged."""
    thing = initiative(world.youth, public=False)
    choice = Choice(world.governance, "core", "So it is")
    Tag.put(initiative=thing, choices=[choice], by=world.coordinator, confirming=True)
    return thing


def test_a_block_added_here_is_found(site: Client) -> None:
    assert site.post(reverse("admin:blocks_block_add"), WORDS).status_code == 302
    block = Block.objects.get(slug="neighbourhood")
    assert Entry.objects.filter(subject_id=block.pk).exists()


def test_a_reserved_address_is_refused(site: Client) -> None:
    answer = site.post(reverse("admin:blocks_block_add"), {**WORDS, "slug": "triage"})
    assert "This address is taken by a page of the platform." in answer.content.decode()
    assert not Block.objects.filter(slug="triage").exists()


def test_the_words_of_a_block_in_use_stay(site: Client, world: World, own: Initiative) -> None:
    in_use, unused = world.governance, world.participation
    for block in (in_use, unused):
        changed = {**WORDS, "slug": block.slug, "order": "9"}
        assert site.post(reverse("admin:blocks_block_change", args=[block.pk]), changed).status_code == 302
    assert list(Block.objects.filter(order=9).order_by("name").values_list("slug", "name")) == [
        ("governance", "Governance"),
        ("participation", "Neighbourhood"),
    ]


def test_retiring_runs_the_verb(site: Client, world: World) -> None:
    chosen = {"action": "retire", "_selected_action": [str(world.governance.pk)]}
    site.post(reverse("admin:blocks_block_changelist"), chosen)
    assert Block.objects.get(pk=world.governance.pk).retired_at
    assert Event.objects.about(world.governance).get().kind == "block.retired"


@pytest.mark.parametrize("model", ["tag", "tagging"])
def test_tags_are_read_and_that_is_noted(site: Client, own: Initiative, model: str) -> None:
    row = own.tags.get() if model == "tag" else own.taggings.get()
    address = reverse(f"admin:blocks_{model}_change", args=[row.pk])
    assert site.get(reverse(f"admin:blocks_{model}_changelist"), {"q": "Initiative"}).status_code == 200
    assert site.get(address).status_code == 200
    assert site.post(address, {"reason": "Forged"}).status_code == 403
    assert Event.objects.filter(kind="wall.crossed", subject_id=own.pk).count() == 1
