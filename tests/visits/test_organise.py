"""Preparing a visit through its pages: plan, change, tasks, programme, phases, calling off."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from activity.models import Delivery, Event, Owed, perform
from people.models import Draft
from tests.visits.test_places import same
from tests.who import client_of
from tests.world import World, visit
from visits.models import Invitee, Phase, ProgrammeItem, Registration, SiteVisit, programme
from visits.models.programme import current_item
from web.exceptions import Overtaken

NEW = "/en/visits/new/"
DAY = timezone.localdate() + timedelta(days=40)
ENOUGH = {"title": "Courtyards up close", "first_day": DAY.isoformat(), "plan": "opening"}


@pytest.fixture
def coordinator(world: World) -> Client:
    return client_of(world, "coordinator")


def test_a_visit_is_planned_from_a_template_with_its_tasks(world: World, coordinator: Client) -> None:
    answer = coordinator.post(NEW, {**ENOUGH, "hosts": [str(world.partner.pk)], "capacity": "12"})
    made = SiteVisit.objects.get()
    assert answer["Location"] == f"/en/visits/{made.slug}/prepare/"
    assert (made.slug, made.phase, made.days, made.capacity) == ("courtyards-up-close", "draft", [DAY], 12)
    assert (made.time_zone, made.language) == ("Europe/Ljubljana", "en")
    assert list(made.hosts.all()) == [world.partner]
    assert made.preparations.count() == len(made.planned.tasks)
    page = coordinator.get(answer["Location"]).content.decode()
    assert "Invite the delegations and single guests" in page
    task = made.preparations.in_order().first()
    coordinator.post(f"/en/visits/{made.slug}/tasks/{task.pk}/", {"done": "yes"})
    task.refresh_from_db()
    assert task.done_by == world.coordinator
    assert task.due == DAY - timedelta(days=task.days_before)


def test_a_month_is_enough(world: World, coordinator: Client) -> None:
    coordinator.post(NEW, {"title": "Some day", "month": "2027-05"})
    made = SiteVisit.objects.get()
    assert (made.month, made.days) == (date(2027, 5, 1), [])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 141}, "title"),
        ({"title": "Half\x00way"}, "title"),
        ({"first_day": ""}, "first_day"),
        ({"first_day": "soon"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_day": "", "month": "9999-12"}, "month"),
        ({"last_day": (DAY - timedelta(days=1)).isoformat()}, "last_day"),
        ({"last_day": (DAY + timedelta(days=90)).isoformat()}, "last_day"),
        ({"capacity": "0"}, "capacity"),
        ({"hosts": ["nobody"]}, "hosts"),
        ({"plan": "party"}, "plan"),
        ({"time_zone": "Mars/Crater"}, "time_zone"),
        ({"alliance": "00000000-0000-4000-8000-000000000000"}, "alliance"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(
    world: World, coordinator: Client, wrong: dict[str, Any], field: str
) -> None:
    answer = coordinator.post(NEW, {**ENOUGH, "venue": "The youth centre", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "The youth centre" in answer.content.decode()
    assert not SiteVisit.objects.exists()


def test_another_alliances_people_and_alliance_are_refused(world: World, coordinator: Client) -> None:
    for wrong in ({"hosts": [str(world.kosice_coordinator.pk)]}, {"alliance": str(world.kosice.pk)}):
        assert coordinator.post(NEW, {**ENOUGH, **wrong}).status_code == 422
    assert not SiteVisit.objects.exists()


def test_the_form_keeps_a_draft_and_sends_once(world: World, coordinator: Client) -> None:
    page = coordinator.get(NEW)
    sheet, key = str(page.context["sheet"].pk), page.context["form"]["key"].value()
    coordinator.post(NEW, {**ENOUGH, "draft": sheet, "act": "save_draft"})
    assert Draft.objects.get().title == ENOUGH["title"]
    for _ in range(2):
        coordinator.post(NEW, {**ENOUGH, "draft": sheet, "key": key})
    assert SiteVisit.objects.count() == 1
    assert not Draft.objects.exists()


def test_who_was_overtaken_chooses_between_both_and_loses_nothing(world: World, coordinator: Client) -> None:
    of = visit(world, "Before")
    edit = f"/en/visits/{of.slug}/edit/"
    form = coordinator.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    of.change(by=world.coordinator, **{**same(of), "title": "Faster", "venue": "The hall"})
    answer = coordinator.post(edit, {**sent, "title": "Mine"})
    assert answer.status_code == 422
    stands = {one.field.name: one.stands for one in answer.context["conflict"].answers}
    # What only the other changed stands as theirs, what both did as it was sent.
    assert stands == {"title": "mine", "venue": "theirs"}
    with pytest.raises(Overtaken):
        of.change(by=world.coordinator, seen=1, **{**same(of), "title": "Third"})
    chosen = {f"stands:{name}": which for name, which in stands.items()}
    carried: dict[str, list[str]] = {}
    for name, value in answer.context["conflict"].carried:
        carried.setdefault(name, []).append(value)
    for one in answer.context["conflict"].answers:
        for name, value in one.carried:
            carried.setdefault(name, []).append(value)
    saved = coordinator.post(edit, {**carried, **chosen, "title": "Mine"})
    assert saved.status_code == 302
    of.refresh_from_db()
    assert (of.title, of.venue) == ("Mine", "The hall")


def add(
    of: SiteVisit, title: str, starts: time | None, ends: time | None = None, **more: Any
) -> ProgrammeItem:
    return ProgrammeItem.add(visit=of, by=None, title=title, starts=starts, ends=ends, **more)


def order(of: SiteVisit) -> list[tuple[str, str, str]]:
    return [(row.title, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") for row in of.items.standing().in_order()]


def test_items_are_added_changed_in_place_moved_and_taken_out(world: World, coordinator: Client) -> None:
    of = visit(world)
    url = f"/en/visits/{of.slug}/programme/"
    for title, starts, ends in (("Coffee", "09:00", "09:30"), ("Walk", "09:30", "11:00")):
        coordinator.post(url, {"title": title, "day": "1", "starts": starts, "ends": ends})
    walk = of.items.get(title="Walk")
    assert 'value="Walk"' in coordinator.get(f"{url}{walk.pk}/").content.decode()
    coordinator.post(f"{url}{walk.pk}/move/", {"to": "up"})
    assert order(of) == [("Walk", "09:00", "10:30"), ("Coffee", "10:30", "11:00")]
    coordinator.post(f"{url}{walk.pk}/move/", {"to": "up"})  # it is the first already
    walk.refresh_from_db()
    stale = {"title": "Stroll", "day": "1", "starts": "09:00", "ends": "10:30", "seen": walk.version - 1}
    assert coordinator.post(f"{url}{walk.pk}/", stale).status_code == 422
    coordinator.post(f"{url}{walk.pk}/", {**stale, "seen": walk.version})
    assert order(of)[0][0] == "Stroll"
    coordinator.post(f"{url}{walk.pk}/remove/")
    assert [row[0] for row in order(of)] == ["Coffee"]
    part = coordinator.get(
        f"/en/visits/{of.slug}/prepare/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="programme"
    ).content.decode()
    assert part.lstrip().startswith("<section")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"starts": "nine"}, "starts"),
        ({"ends": "08:00"}, "ends"),
        ({"day": "7"}, "day"),
        ({"challenge": "kosice"}, "challenge"),
        ({"host": "\x00"}, "host"),
        ({"bring": "x" * 201}, "bring"),
    ],
)
def test_a_wrong_item_is_told_at_its_field(
    world: World, coordinator: Client, wrong: dict[str, str], field: str
) -> None:
    of = visit(world)
    sent = {"title": "Walk", "day": "1", "starts": "09:00", **wrong}
    answer = coordinator.post(f"/en/visits/{of.slug}/programme/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not of.items.exists()


def test_two_items_in_one_place_at_one_time_are_warned_of(world: World, coordinator: Client) -> None:
    of = visit(world)
    add(of, "Talk", time(9), time(10), place="Hall")
    add(of, "Choir", time(9, 30), time(11), place="hall ")
    add(of, "After", time(11), place="Hall")
    add(of, "Elsewhere", time(9), time(11), place="Yard")
    page = coordinator.get(f"/en/visits/{of.slug}/prepare/").content.decode()
    assert page.count("At the same time in the same place:") == 2


def test_the_current_item_is_told_by_the_clock_of_the_place(world: World) -> None:
    of = visit(world, time_zone="Europe/Bratislava")
    talk = add(of, "Talk", time(9), time(10))
    add(of, "Walk", time(10))
    items = [*of.items.standing().in_order()]
    assert current_item(items, talk.begins_at + timedelta(minutes=59)) == talk  # type: ignore[operator]
    assert current_item(items, talk.begins_at - timedelta(minutes=1)) is None  # type: ignore[operator]
    [day] = programme(of, items, talk.begins_at + timedelta(hours=1))  # type: ignore[operator]
    assert [(slot.past, slot.now) for slot in day.slots] == [(True, False), (False, True)]
    of.phase = "held"
    [day] = programme(of, items, talk.begins_at + timedelta(hours=1))  # type: ignore[operator]
    assert [slot.now for slot in day.slots] == [False, False]


def test_phases_move_on_only_and_never_open_without_a_day(world: World, coordinator: Client) -> None:
    of = visit(world, phase="draft")
    url = f"/en/visits/{of.slug}/move-on/"
    for to, stands in (("invited", "invited"), ("draft", "invited"), ("party", "invited"), ("open", "open")):
        coordinator.post(url, {"to": to})
        of.refresh_from_db()
        assert of.phase == stands
    assert [e.kind for e in Event.objects.about(of).order_by("pk")] == [
        "visit.planned",
        "visit.announced",
        "visit.opened",
    ]
    vague = SiteVisit.plan_one(
        alliance=world.celje, plan="thematic", title="May", language="en", month=date(2027, 5, 1), by=None
    )
    coordinator.post(f"/en/visits/{vague.slug}/move-on/", {"to": "open"})
    vague.refresh_from_db()
    assert vague.phase == Phase.DRAFT


def test_a_phase_is_offered_when_its_time_has_come_and_refused_before(
    world: World, coordinator: Client
) -> None:
    today = timezone.localdate(timezone=ZoneInfo("Europe/Ljubljana"))

    def offered(first: date, nights: int, phase: str) -> list[str]:
        of = visit(world, phase="draft", first_day=first, last_day=first + timedelta(days=nights))
        SiteVisit.objects.filter(pk=of.pk).update(phase=phase)
        shown = coordinator.get(f"/en/visits/{of.slug}/prepare/")
        return [str(one.value) for one in shown.context["phases"]]

    assert offered(today + timedelta(days=9), 0, "draft") == ["invited", "open"]
    assert offered(today + timedelta(days=9), 0, "open") == []
    assert offered(today, 0, "open") == ["under_way", "held", "written_up"]
    assert offered(today, 1, "open") == ["under_way"], "the second day is still to come"
    assert offered(today - timedelta(days=1), 1, "under_way") == ["held", "written_up"]
    assert offered(today - timedelta(days=1), 0, "draft") == ["invited", "held", "written_up"]
    of = visit(world, day=9)
    for to in ("under_way", "held", "written_up"):
        answer = coordinator.post(f"/en/visits/{of.slug}/move-on/", {"to": to}, follow=True)
        assert "day on." in answer.content.decode()
    of.refresh_from_db()
    assert of.phase == Phase.OPEN
    coming, gone = (
        SiteVisit.plan_one(
            alliance=world.celje, plan="thematic", title="Some day", language="en", month=month, by=None
        )
        for month in (date(today.year + 1, 5, 1), today.replace(day=1))
    )
    assert coming.next_phases() == [Phase.INVITED]
    assert gone.next_phases() == [Phase.INVITED, Phase.HELD, Phase.WRITTEN_UP]


def sent(purpose: str) -> list[str]:
    for row in Owed.objects.filter(task="activity.send", done_at=None):
        perform(row.pk)
    return [row.address for row in Delivery.objects.filter(purpose=purpose, sent_at__isnull=False)]


def test_a_change_is_mailed_at_once_within_a_week_before_only(world: World) -> None:
    far, near = visit(world, "Far"), visit(world, "Near", day=5)
    for of in (far, near):
        Invitee.invite_guest(visit=of, email="guest@example.org", language="sl", by=None)
        Registration.answer_for(visit=of, day=of.days[0], answer="coming", by=world.kosice_coordinator)
        of.change(by=world.coordinator, **{**same(of), "venue": "Another hall"})
        add(of, "Walk", time(9))
    assert sent("visits.changed") == ["guest@example.org"] * 2
    letter = mail.outbox[0]
    assert "Another hall" in letter.body
    assert {row.subject_id for row in Event.objects.filter(kind="visit.changed_soon")} == {near.pk}
    assert {row.subject_id for row in Event.objects.filter(kind="visit.changed")} == {far.pk}
    told = Event.objects.filter(kind="visit.changed_soon").latest("pk")
    perform(Owed.objects.get(task="activity.tell", ids__event=told.pk).pk)
    assert Delivery.objects.filter(purpose="activity.told", person=world.kosice_coordinator).exists()


def test_called_off_it_tells_guests_and_needs_a_reason(world: World, coordinator: Client) -> None:
    of = visit(world)
    Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=None)
    url = f"/en/visits/{of.slug}/call-off/"
    assert coordinator.post(url, {"reason": " "}).status_code == 422
    coordinator.post(url, {"reason": "Too much snow"})
    assert sent("visits.called_off") == ["guest@example.org"]
    assert "Too much snow" in mail.outbox[-1].body
    assert coordinator.get(url).status_code == 410
