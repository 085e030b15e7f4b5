"""The admin site of this room: everything read, nothing changed but by verbs, reading noted."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from blocks.models import Block, Choice, Tag
from initiatives.models import Initiative
from tests.world import World, initiative


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


def test_a_block_is_read_here_and_rewritten_elsewhere(site: Client, world: World) -> None:
    address = reverse("admin:blocks_block_change", args=[world.governance.pk])
    assert site.get(address).status_code == 200
    assert site.post(address, {"name": "Forged"}).status_code == 403
    assert site.get(reverse("admin:blocks_block_add")).status_code == 403
    assert Block.objects.get(pk=world.governance.pk).name == "Governance"


def test_retiring_runs_the_verb(site: Client, world: World) -> None:
    chosen = {"action": "retire", "_selected_action": [str(world.governance.pk)]}
    site.post(reverse("admin:blocks_block_changelist"), chosen)
    assert Block.objects.get(pk=world.governance.pk).retired_at
    chosen["action"] = "bring_back"
    site.post(reverse("admin:blocks_block_changelist"), chosen)
    assert Block.objects.get(pk=world.governance.pk).retired_at is None
    told = Event.objects.about(world.governance).order_by("id").values_list("kind", flat=True)
    assert list(told) == ["block.opened", "block.retired", "block.brought_back"]


@pytest.mark.parametrize("model", ["tag", "tagging"])
def test_tags_are_read_and_that_is_noted(site: Client, own: Initiative, model: str) -> None:
    row = own.tags.get() if model == "tag" else own.taggings.get()
    address = reverse(f"admin:blocks_{model}_change", args=[row.pk])
    assert site.get(reverse(f"admin:blocks_{model}_changelist"), {"q": "Initiative"}).status_code == 200
    assert site.get(address).status_code == 200
    assert site.post(address, {"reason": "Forged"}).status_code == 403
    assert Event.objects.filter(kind="wall.crossed", subject_id=own.pk).count() == 1
