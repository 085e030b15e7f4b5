"""A challenge's dossier: written in sections, kept in versions, with a sentence on what changed."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from challenges.models import Challenge, ChallengeTranslation
from people.models import Draft
from search.models import Entry
from tests.who import client_of
from tests.world import World, initiative
from web.exceptions import DomainError, Overtaken


def answers(challenge: Challenge, **changed: object) -> dict[str, object]:
    return {
        "title": challenge.title,
        "summary": challenge.summary,
        "seen": challenge.version,
        "note": "Said what failed",
        **changed,
    }


def test_it_is_written_in_sections_and_read_in_groups(world: World, client: Client) -> None:
    writer = client_of(world, "coordinator")
    url = f"{world.housing.get_absolute_url()}edit/"
    assert "The dossier does not say yet" in writer.get(world.housing.get_absolute_url()).content.decode()
    sent = answers(world.housing, failed="The *first* winter\r\nwas cold", preconditions="A room\nA key")
    assert writer.post(url, {**sent, "note": ""}).status_code == 422
    assert writer.post(url, {**sent, "law": "x" * 3001}).status_code == 422
    assert writer.post(url, sent).status_code == 302
    world.housing.refresh_from_db()
    assert (world.housing.failed, world.housing.version) == ("The *first* winter\nwas cold", 2)
    page = client.get(world.housing.get_absolute_url()).content.decode()
    for words in ("What was learnt", "What failed", "The <em>first</em> winter", "What it takes", "A key"):
        assert words in page
    assert "The dossier does not say yet" not in page
    assert Entry.objects.filter(subject_id=world.housing.pk, body__contains="winter").exists()
    assert Event.objects.get(kind="challenge.revised").facts["fields"] == ["failed", "preconditions"]
    assert writer.post(url, {**sent, "seen": 2}).status_code == 302
    assert Event.objects.filter(kind="challenge.revised").count() == 1


def test_every_version_says_what_changed(world: World, client: Client) -> None:
    world.housing.publish(by=world.coordinator, note="Figures came", evidence="Ten homes")
    url = f"{world.housing.get_absolute_url()}versions/"
    assert url in client.get(world.housing.get_absolute_url()).content.decode()
    assert "Figures came" in client.get(url).content.decode()
    response = client.get(f"{url}2/")
    assert [one.section.name for one in response.context["sections"]] == ["evidence"]
    assert client.get(f"{url}1/").status_code == 404
    assert client.get(f"{url}99999999999/").status_code == 404


def test_two_at_once_see_both_texts_and_lose_nothing(world: World) -> None:
    writer = client_of(world, "coordinator")
    url = f"{world.housing.get_absolute_url()}edit/"
    mine = answers(world.housing, evidence="Mine", law="The act", summary=world.housing.summary)
    world.housing.publish(by=world.coordinator, note="Faster", evidence="Theirs", cost="Thousands")
    page = writer.post(url, mine)
    assert page.status_code == 422
    conflict = page.context["conflict"]
    stands = {one.field.name: (one.theirs, one.mine, one.stands) for one in conflict.answers}
    assert stands == {
        "evidence": (["Theirs"], ["Mine"], "mine"),
        "cost": (["Thousands"], [], "theirs"),
        "law": ([], ["The act"], "mine"),
    }
    assert str(world.coordinator) in page.content.decode()
    with pytest.raises(Overtaken):
        world.housing.publish(by=None, note="Late", evidence="Mine", seen=1)
    sent = dict(conflict.carried) | {"law": "The act", "evidence": "Both", "cost": ""}
    sent |= {one.stands_name: one.stands for one in conflict.answers}
    sent |= dict(pair for one in conflict.answers for pair in one.carried)
    assert writer.post(url, sent).status_code == 302
    world.housing.refresh_from_db()
    said = (world.housing.evidence, world.housing.cost, world.housing.law, world.housing.title)
    assert said == ("Both", "Thousands", "The act", "Housing")


def test_a_challenge_is_opened_by_who_coordinates_and_sent_twice_it_is_one(world: World) -> None:
    writer = client_of(world, "coordinator")
    for url in (reverse("challenges:list"), world.celje.get_absolute_url()):
        assert reverse("challenges:new") in writer.get(url).content.decode()
        assert reverse("challenges:new") not in client_of(world, "partner").get(url).content.decode()
    page = writer.get(f"{reverse('challenges:new')}?alliance=celje")
    key = page.context["form"]["key"].value()
    sent = {"title": "New  roofs", "summary": "Rain comes in", "preconditions": "A ladder", "key": key}
    refused = writer.post(reverse("challenges:new"), {**sent, "summary": "", "theme": "no-such"})
    assert refused.status_code == 422
    assert "A ladder" in refused.content.decode()
    assert set(refused.context["form"].errors) == {"summary", "theme"}
    assert writer.post(reverse("challenges:new"), {**sent, "alliance": "kosice"}).status_code == 422
    for _again in range(2):
        assert writer.post(reverse("challenges:new"), sent)["Location"] == "/en/challenges/new-roofs/"
    made = Challenge.objects.get(slug="new-roofs")
    assert (made.title, made.alliance, made.language, made.public) == ("New roofs", world.celje, "en", True)
    assert Event.objects.filter(kind="challenge.opened", subject_id=made.pk).count() == 1
    assert writer.post(reverse("challenges:new"), {**sent, "title": "New", "key": ""})["Location"] != (
        "/en/challenges/new/"
    )
    stranger = client_of(world, "kosice_coordinator")
    assert stranger.post(reverse("challenges:new"), sent).status_code == 422
    assert "New roofs" in Client().get(world.celje.get_absolute_url()).content.decode()


def test_a_draft_of_it_is_kept(world: World) -> None:
    writer = client_of(world, "coordinator")
    url = f"{world.housing.get_absolute_url()}edit/"
    page = writer.get(url)
    sent = {
        **answers(world.housing, cost="Thousands"),
        "act": "save_draft",
        "draft": page.context["sheet"].pk,
    }
    back = writer.post(url, sent)["Location"]
    assert "Thousands" in writer.get(back).content.decode()
    assert Draft.objects.get().form == f"challenge.edit:{world.housing.pk}"


def test_a_section_is_read_in_ones_language_where_it_was_translated(world: World, client: Client) -> None:
    world.housing.publish(by=None, note="More", evidence="Ten homes", law="The building act")
    texts = {"title": "Bývanie", "summary": "Jednou vetou", "evidence": "Desať domov"}
    ChallengeTranslation.objects.create(
        source=world.housing, language="sk", texts=texts, source_version=world.housing.version
    )
    page = client.get(world.housing.get_absolute_url().replace("/en/", "/sk/")).content.decode()
    assert 'lang="sk"><p>Desať domov' in page
    assert 'lang="en"><p>The building act' in page


def test_it_withdraws_with_a_reason_and_moves_behind_the_wall(world: World) -> None:
    writer = client_of(world, "coordinator")
    url = world.housing.get_absolute_url()
    assert writer.post(f"{url}edit/", answers(world.housing, visibility="own", note="")).status_code == 302
    assert Client().get(url).status_code == 404
    assert writer.post(f"{url}withdraw/", {"reason": "Two in one"}).status_code == 302
    world.housing.withdraw(by=world.coordinator, reason="Again")
    assert Event.objects.filter(kind="challenge.withdrawn").count() == 1
    with pytest.raises(DomainError, match="withdrawn"):
        world.housing.publish(by=None, note="Late", evidence="x")
    assert writer.get(url).status_code == 410


def test_places_inside_an_alliance_are_its_strands(world: World, client: Client) -> None:
    initiative(world.youth, by=world.partner, challenges=[world.housing], place=world.celje_place)
    assert "Prebold" not in client.get(world.housing.get_absolute_url()).content.decode()
    there = initiative(
        world.youth, "Mini-hub", by=world.partner, challenges=[world.housing], place=world.prebold
    )
    world.housing.declare_interest(alliance=world.kosice, by=None)
    page = client.get(world.housing.get_absolute_url()).content.decode()
    assert "Prebold" in page
    assert page.index("Lineage") < page.index("Prebold")
    drawn, listed = page.split("lineage__tree", 1)[1].split("</svg>", 1)
    assert drawn.count("lineage__twig") == 2
    assert "Prebold · 1" in drawn
    assert "Prebold" in listed
    led_to = client.get(f"/en/initiatives/?challenge=housing&place={world.prebold.slug}")
    assert f"?challenge=housing&amp;place={world.prebold.slug}" in listed
    assert list(led_to.context["page"].rows) == [there]
    assert "Place" in led_to.content.decode(), "what narrows the list can be taken away"
    assert not client.get("/en/initiatives/?place=nowhere").context["page"].rows
