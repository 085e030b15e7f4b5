"""A photo beside what is told: from the form, through the draft, to whoever may see the update."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from initiatives.models import Update, UpdateFile
from people.models import DraftFile
from tests import uploads
from tests.who import client_of, statuses, table
from tests.world import World, initiative


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def tell(client: Client, url: str, **more: Any) -> Any:
    return client.post(f"{url}updates/new/", {"text": "The first match is played.", **more})


def test_a_photo_comes_along_and_is_shown_with_what_it_shows(world: World) -> None:
    partner = client_of(world, "partner")
    made = initiative(world.youth, by=world.partner)
    url = made.get_absolute_url()
    refused = tell(partner, url, text="", attached=[uploads.photo()])
    assert refused.status_code == 422
    draft = refused.context["sheet"].pk
    waiting = DraftFile.objects.get(sheet=draft)
    alt = "Two players <in> the sun"
    said = {"draft": str(draft), f"attached-alt-{waiting.pk}": alt}
    assert tell(partner, url, **said).status_code == 302
    photo = UpdateFile.objects.get()
    assert (photo.update, photo.alt, photo.added_by) == (
        Update.objects.get(),
        said[f"attached-alt-{waiting.pk}"],
        world.partner,
    )
    assert not DraftFile.objects.exists()
    page = Client().get(url).content.decode()
    assert photo.card_url in page
    assert "Two players &lt;in&gt; the sun" in page


def test_what_is_no_photo_is_refused_in_words_and_the_text_stays(world: World) -> None:
    partner = client_of(world, "partner")
    made = initiative(world.youth, by=world.partner)
    answer = tell(
        partner,
        made.get_absolute_url(),
        attached=[SimpleUploadedFile("sun.svg", b"<svg onload=alert(1)></svg>")],
    )
    assert answer.status_code == 422
    assert "The first match is played." in answer.content.decode()
    assert answer.context["form"].errors["attached"]
    assert not Update.objects.exists()


def test_it_stands_behind_its_update(world: World) -> None:
    partner = client_of(world, "partner")
    made = initiative(world.youth, by=world.partner, public=False)
    other = initiative(world.youth, by=world.partner)
    assert tell(partner, made.get_absolute_url(), attached=[uploads.photo()]).status_code == 302
    photo = UpdateFile.objects.get()
    who = statuses(world, lambda client: client.get(photo.card_url))
    assert who == table(404, 404, 200, 200, 200, 404, 200)
    assert partner.get(photo.card_url)["Cache-Control"] == "private, no-cache"
    # Through another initiative's address it is not there.
    assert partner.get(photo.card_url.replace(made.slug, other.slug)).status_code == 404
    Update.objects.get().withdraw(by=world.partner, reason="It was another match")
    gone = partner.get(photo.card_url)
    assert gone.status_code == 410
    assert b"It was another match" in gone.content
