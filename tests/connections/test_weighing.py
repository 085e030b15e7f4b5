"""Connections come, change and go by the job that is owed when an initiative or its tags change."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity.models import Event, Owed, perform
from alliances.models import Partnership
from blocks.connections.weighing import AROUND, JOB, KEPT, weigh_one
from blocks.models import Choice, Connection, ConnectionStep, Meaning, Meeting, NewBlock, Tag
from initiatives.models import Audience, Details, Initiative, Line
from tests.world import World, initiative
from translations.actions import translate

NOW = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def work_off() -> None:
    """Do what is owed for connections."""
    for row in Owed.objects.filter(task=JOB, done_at=None).order_by("pk"):
        perform(row.pk)


def tag(world: World, thing: Initiative, *slugs: str, strength: str = "core") -> None:
    by_slug = {block.slug: block for block in world.blocks}
    Tag.put(
        initiative=thing,
        choices=[Choice(by_slug[slug], strength) for slug in slugs],
        by=world.coordinator,
        confirming=True,
    )


def pair(world: World, **fields: object) -> tuple[Initiative, Initiative]:
    """The youth centre's and the incubator's, both on housing, both through participation."""
    one = initiative(world.youth, "Rooms for tenants", by=world.partner, challenges=[world.housing], **fields)
    other = initiative(world.incubator, "Empty shops", by=world.other_member, challenges=[world.housing])
    for thing in (one, other):
        tag(world, thing, "participation")
    work_off()
    return one, other


def codes(found: Connection) -> set[str]:
    return {reason["code"] for reason in found.reasons}


def test_it_comes_with_its_reasons_and_follows_every_change(world: World) -> None:
    one, other = pair(world)
    found = Connection.objects.get()
    assert {found.one_id, found.other_id} == {one.pk, other.pk}
    assert codes(found) == {"challenges", "blocks", "stage", "sectors"}
    assert found.score == 14 + 7 + 3 + 6

    tag(world, one, "governance")
    tag(world, other, "creativity")
    work_off()
    found.refresh_from_db()
    assert found.score == 14 + 7 + 3 + 6 + 2  # what each brings that the other lacks

    one.change(
        by=world.partner,
        title=one.title,
        text=one.body,
        language="en",
        stage="idea",
        place=None,
        challenges=[world.city_vibe],
        public=True,
    )
    work_off()
    assert not Connection.objects.exists()  # a block, a stage and two sectors are not enough


def test_words_that_only_join_sentences_bring_nobody_together(world: World) -> None:
    """In each language its own: “katerih” is nobody's topic, and neither are people in general."""
    texts = [
        ("sl", "Strehe, o katerih ljudje govorijo"),
        ("sl", "Delavnice, pri katerih ljudje rišejo strehe"),
    ]
    for partnership, (language, text) in zip((world.youth, world.incubator), texts, strict=True):
        made = initiative(partnership, text, text=text, language=language, challenges=[world.housing])
        tag(world, made, "participation")
    work_off()
    [words] = [reason for reason in Connection.objects.get().reasons if reason["code"] == "words"]
    assert words["words"] == {"sl": ["strehe"]}


def test_a_withdrawn_initiative_takes_its_suggestions_along(world: World) -> None:
    one, _other = pair(world)
    one.withdraw(by=world.partner, reason="Done")
    assert not Connection.objects.visible_to(world.administrator).exists()
    work_off()
    assert not Connection.objects.exists()


def test_nothing_crosses_a_wall(world: World) -> None:
    """Between what an alliance keeps to itself and another city there is no row at all; within it only its people
    see one; what stops being public leaves the others' sight at once, and its rows with the job."""
    own, _other = pair(world, public=False)
    kosice = initiative(world.kosice_city, "Rooms for tenants too", by=world.kosice_coordinator)
    tag(world, own, "governance", "creativity", "digital-capacity")
    tag(world, kosice, "governance", "creativity", "participation", "digital-capacity")
    work_off()
    assert {row.one.circle_id == row.other.circle_id for row in Connection.objects.touching([own])} == {True}
    inside = Connection.objects.touching([own])
    assert inside.visible_to(world.partner).exists()
    assert not inside.visible_to(world.kosice_coordinator).exists()
    assert not inside.visible_to(world.outsider).exists()

    public = initiative(world.youth, "Rooms for tenants", by=world.partner)
    tag(world, public, "governance", "creativity", "participation", "digital-capacity")
    work_off()
    across = Connection.objects.touching([public]).touching([kosice])
    assert across.visible_to(world.outsider).exists()
    public.change(
        by=world.partner,
        title=public.title,
        text=public.body,
        language="en",
        stage="idea",
        place=None,
        challenges=[],
        public=False,
    )
    assert not across.visible_to(world.kosice_coordinator).exists()
    work_off()
    assert not across.exists()


def test_what_was_dismissed_comes_back_only_with_a_new_reason(world: World) -> None:
    one, other = pair(world)
    found = Connection.objects.get()
    found.dismiss(by=world.partner)
    Connection.objects.update(score=20)
    weigh_one(one.pk, NOW)
    found.refresh_from_db()
    assert (found.state, found.score) == (Meeting.DISMISSED, 30)

    one.change(  # nearer, but for no reason of its own
        by=world.partner,
        title="Empty rooms for tenants",
        text=one.body,
        language="en",
        stage="idea",
        place=None,
        challenges=[world.housing],
        public=True,
    )
    work_off()
    found.refresh_from_db()
    assert found.state == Meeting.DISMISSED

    for thing in (one, other):
        tag(world, thing, "governance")
    work_off()
    found.refresh_from_db()
    assert found.state == Meeting.SUGGESTED
    assert found.steps.get(act=ConnectionStep.RETURNED).by is None


def test_what_people_did_stays_when_the_score_changes(world: World) -> None:
    one, _other = pair(world)
    found = Connection.objects.get()
    found.introduce(by=world.partner)
    Tag.objects.filter(initiative=one).delete()
    one.challenges.clear()
    weigh_one(one.pk, NOW)
    found.refresh_from_db()
    assert found.state == Meeting.INTRODUCED


def test_each_keeps_its_best_and_the_work_does_not_grow(
    world: World, django_assert_max_num_queries: object
) -> None:
    """Thirty that are all alike: each keeps its best, and weighing one costs as many queries among thirty as among
    five."""

    def many(count: int, of: Partnership) -> list[UUID]:
        made = [initiative(of, challenges=[world.housing]) for _ in range(count)]
        for thing in made:
            tag(world, thing, "participation")
        return [thing.pk for thing in made]

    def cost(pk: UUID) -> int:
        with CaptureQueriesContext(database) as queries:
            weigh_one(pk, NOW)
        return len(queries)

    mine = many(1, world.youth)[0]
    few = many(5, world.incubator)
    for pk in few:
        weigh_one(pk, NOW)
    Connection.objects.all().delete()
    among_few = cost(mine)
    lots = few + many(25, world.municipality)
    Connection.objects.all().delete()
    assert cost(mine) <= among_few + 1
    for pk in lots:
        weigh_one(pk, NOW)
    for pk in lots:
        assert Connection.objects.touching([pk]).count() >= min(KEPT, 6)
    assert Connection.objects.count() < 30 * KEPT


def test_a_need_meets_an_offer_whoever_is_asked_first(world: World) -> None:
    """The tenants' contacts that one seeks and the other offers; one audience; one grew out of the other."""
    families, _made = Audience.objects.get_or_create(slug="families", defaults={"name": "Families"})
    seeking = Details(needs=[Line("contacts", "Contacts of tenants")], audiences=[families])
    one = initiative(world.youth, "Rooms above", by=world.partner, details=seeking)
    offering = Details(
        offers=[Line("contacts", "We know the tenants")], audiences=[families], adapted_from=one
    )
    initiative(world.incubator, "Empty shops", by=world.other_member, details=offering)
    work_off()
    found = Connection.objects.get()
    points = {reason["code"]: reason["points"] for reason in found.reasons}
    assert points == {"need": 16, "lineage": 12, "audiences": 5, "sectors": 6, "stage": 3}
    end = "one" if found.one_id == one.pk else "other"
    assert next(reason for reason in found.reasons if reason["code"] == "need")["from"] == end


def owed(thing: Initiative) -> int:
    """How many weighings of ``thing`` wait, after what owes them has run; then they are done."""
    for row in Owed.objects.filter(task=AROUND, done_at=None).order_by("pk"):
        perform(row.pk)
    waiting = Owed.objects.filter(task=JOB, done_at=None, ids__subject=str(thing.pk)).count()
    work_off()
    return waiting


def test_whatever_a_score_rests_on_is_weighed_anew(world: World, client: Client) -> None:
    """Every change of a fact, each by its verb: the stage, a proposal amended or declined, an import, a translation,
    a block retired, split or brought back, a challenge withdrawn, an organisation of another sector."""
    one, _other = pair(world)
    found = Connection.objects.get()
    said = {"title": one.title, "text": one.body, "language": "en", "place": None, "public": True}
    one.change(
        by=world.partner,
        stage="field_research",
        stage_reason="Three rooms are open",
        challenges=[world.housing],
        **said,
    )
    assert Event.objects.filter(kind="update.stage").exists()
    assert owed(one)
    found.refresh_from_db()
    assert "stage" not in codes(found), "they are no longer at the same stage"

    creativity = next(block for block in world.blocks if block.slug == "creativity")
    proposed = [Choice(creativity, "core"), Choice(world.governance, "core")]
    Tag.put(initiative=one, choices=proposed, by=world.partner, confirming=False)
    assert owed(one)
    answers = [Choice(creativity, "contributing"), Choice(world.governance, "", "Not this time")]
    Tag.put(initiative=one, choices=answers, by=world.coordinator, confirming=True)
    assert {*Event.objects.values_list("kind", flat=True)} >= {"tag.amended", "tag.declined"}
    assert owed(one)

    imported = Initiative.log(
        partnership=world.incubator,
        title="Kavarna",
        text="Imported",
        language="sl",
        by=world.coordinator,
        imported=True,
    )
    assert owed(imported)
    translate(
        one,
        language="sl",
        texts={"title": "Sobe za stanovalce"},
        of=one.version,
        seen=0,
        by=world.coordinator,
    )
    assert owed(one)

    block = world.participation
    for verb in (block.retire, block.bring_back):
        verb(by=world.coordinator)
        assert owed(one)
        found.refresh_from_db()
        assert ("blocks" in codes(found)) is (verb == block.bring_back)
    meaning = Meaning(shape="house", language="en", name="Half", question="Who?", description="")
    block.split(
        by=world.coordinator, into=[NewBlock(slug=slug, meaning=meaning) for slug in ("half", "other-half")]
    )
    assert owed(one)

    client.force_login(world.administrator)
    organisation = world.youth.organisation
    address = reverse("admin:alliances_organisation_change", args=[organisation.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    sector = Partnership.objects.get(pk=world.incubator.pk).organisation.sector
    answer = client.post(address, {**typed, "translations": "{}", "sector": sector})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert owed(one)
    assert not Connection.objects.filter(pk=found.pk, reasons__contains=[{"code": "sectors"}]).exists()

    world.housing.withdraw(by=world.coordinator, reason="It is another one now")
    assert owed(one)
    assert not Connection.objects.filter(reasons__contains=[{"code": "challenges"}]).exists()
