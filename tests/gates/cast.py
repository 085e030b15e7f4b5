"""The things every gate points its addresses at: each kind once public, once an alliance's own."""

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from activity.models import Delivery, Export, Owed, perform
from activity.models.exports import MAKE
from alliances.models import Commitment, Invitation
from blocks.models import BlockProposal, Choice, Connection, Tag
from challenges.models import Adoption, AdoptionUpdate, Challenge, Question
from initiatives.judging import Header, Judge
from initiatives.models import Import, Initiative, InitiativeFile, Update, UpdateFile
from kits.models import Brought
from people.models import DraftFile, Person
from reports.measures.models import Evidence, Indicator, Measurement, Milestone
from reports.measures.models.milestones import Proof
from reports.models import JOB, Report
from reports.schedules.models import ReportSchedule
from search.models import SavedSearch
from search.registry import listing_named
from tests import uploads
from tests.world import World, adoption, initiative, visit
from translations.actions import translate
from visits.by_link import PURPOSE, ask_for_link
from visits.models import Invitee, ProgrammeItem, Registration, SiteVisit, Takeaway
from web.files import FileAnswers
from web.tables import Table

# Whoever may not see an alliance's own affair must never receive these letters.
CANARY = "canary-b7e1"
VISITS = ("visit", "own_visit", "draft_visit", "called_off", "guest", "asked_link")
WHO = ("visitor", "outsider", "other_member", "partner", "coordinator", "kosice_coordinator", "administrator")


@dataclass
class Things:
    """What the rows of the table are about, by name."""

    initiative: Initiative
    own_initiative: Initiative
    withdrawn: Initiative
    challenge: Challenge
    own_challenge: Challenge
    free: Challenge  # adopted by nobody yet, and brought by a kit
    invitation: Invitation
    adoption: Adoption
    own_adoption: Adoption
    adoption_update: AdoptionUpdate
    own_adoption_update: AdoptionUpdate
    connection: Connection
    own_connection: Connection
    question: Question
    report: Report
    awaited_report: Report
    draft_report: Report
    asked_report: Report  # a draft for one box of which a partner was asked
    public_report: Report
    milestone: Milestone
    evidence: Evidence
    withdrawn_milestone: Milestone
    indicator: Indicator
    measurement: Measurement
    schedule: ReportSchedule
    visit: SiteVisit
    own_visit: SiteVisit
    draft_visit: SiteVisit
    called_off: SiteVisit
    guest: Invitee
    asked_link: Delivery
    photo: InitiativeFile
    own_photo: InitiativeFile
    update_photo: UpdateFile
    own_update_photo: UpdateFile
    draft_photo: DraftFile
    table: Import
    saved_search: SavedSearch
    copy: Export
    block_proposal: BlockProposal
    commitment: Commitment
    own_commitment: Commitment
    initiative_update: Update
    own_initiative_update: Update


def things(world: World) -> Things:
    """Add to the cast what the addresses need."""
    public = initiative(
        world.youth,
        "Table tennis at noon",
        by=world.partner,
        challenges=[world.city_vibe],
        place=world.celje_place,
    )
    own = initiative(
        world.youth,
        f"Own {CANARY}",
        by=world.partner,
        text=f"Not for all: {CANARY}",
        public=False,
        slug="among-us",
    )
    withdrawn = initiative(world.youth, "Logged twice", by=world.partner)
    withdrawn.withdraw(by=world.partner, reason="It was here already")
    for thing in (public, own):
        Tag.put(
            initiative=thing,
            choices=[Choice(world.participation, "core", "Young people decide")],
            by=world.coordinator,
            confirming=True,
        )
    own_challenge = Challenge.open(
        alliance=world.celje,
        slug="own-affair",
        title=f"Own {CANARY}",
        summary=f"Not for all: {CANARY}",
        language="en",
        by=world.coordinator,
        public=False,
    )
    free = Challenge.open(
        alliance=world.celje,
        slug="hubs",
        title="Places to make things",
        summary="People who make things need a place",
        language="en",
        by=world.coordinator,
    )
    Brought.objects.create(
        challenge=free,
        site="https://elsewhere.example",
        url="https://elsewhere.example/en/challenges/hubs/",
        lineage=[
            {
                "city": "Elsewhere",
                "title": "Hubs",
                "language": "en",
                "depth": 1,
                "stage": "adapt",
                "state": "adopted",
                "began_on": "2026-02-01",
                "url": "https://elsewhere.example/",
            }
        ],
        by=world.administrator,
    )
    translate(
        own_challenge,
        language="sl",
        texts={"title": f"Naše {CANARY}", "summary": f"Ne za vse: {CANARY}"},
        of=1,
        seen=0,
        by=world.coordinator,
    )
    invitation = Invitation.send(
        partnership=world.youth,
        email="new@celje.example",
        role="member",
        language="en",
        by=world.coordinator,
    )
    adopted, question = transfer(world)
    own_adoption = adoption(
        world.housing,
        world.kosice,
        who=world.kosice_coordinator,
        public=False,
        title=f"Own {CANARY}",
        kept=f"Not for all: {CANARY}",
    )
    due = timezone.localdate() + timedelta(days=14)
    commitments = [
        Commitment.make(
            about=thing,
            alliance=world.celje,
            what=what,
            language="en",
            owner=world.youth.organisation,
            due=due,
            by=world.coordinator,
        )
        for thing, what in ((public, "Bring a second table"), (own, f"Own {CANARY}"))
    ]
    updates = [
        Update.add(
            about=thing,
            kind="lesson",
            text=text,
            language="en",
            by=world.partner,
            attached=FileAnswers(added=[(waiting_photo(world.partner, "khaki"), f"Noon. {CANARY}")]),
        )
        for thing, text in ((public, "Noon is too hot in July."), (own, f"Own {CANARY}"))
    ]
    report, awaited = (
        Report.ask(kind="coverage", alliance=world.celje, language=language, by=world.coordinator)[0]
        for language in ("en", "sl")
    )
    perform(Owed.objects.get(task=JOB, ids__report=str(report.pk)).pk)
    draft, public_report, asked_report = reports_written(world)
    saved, _new = SavedSearch.keep(
        listing=listing_named("initiatives"), query=QueryDict("challenge=housing"), by=world.partner
    )
    connections = [
        met(thing, initiative(world.incubator, f"Meets {thing}", by=world.other_member, public=thing.public))
        for thing in (public, own)
    ]
    block_proposal = BlockProposal.make(
        by=world.partner,
        partnership=world.youth,
        block=world.participation,
        language="en",
        name="Taking part",
        question="Who takes part?",
        why=f"Easier to say: {CANARY}",
    )
    return Things(
        initiative=public,
        own_initiative=own,
        withdrawn=withdrawn,
        challenge=world.city_vibe,
        own_challenge=own_challenge,
        free=free,
        invitation=invitation,
        adoption=adopted,
        own_adoption=own_adoption,
        adoption_update=adopted.updates.get(kind="lesson"),
        own_adoption_update=AdoptionUpdate.add(
            adoption=own_adoption,
            alliance=world.kosice,
            kind="progress",
            text=f"Own {CANARY}",
            language="en",
            by=world.kosice_coordinator,
        ),
        connection=connections[0],
        own_connection=connections[1],
        question=question,
        report=report,
        awaited_report=awaited,
        draft_report=draft,
        asked_report=asked_report,
        public_report=public_report,
        block_proposal=block_proposal,
        **measured(world, public),
        **dict(zip(VISITS, visits(world, public), strict=True)),
        photo=photo_of(public, world.partner),
        own_photo=photo_of(own, world.partner),
        update_photo=updates[0].files.get(),
        own_update_photo=updates[1].files.get(),
        draft_photo=waiting_photo(world.partner, "gold"),
        table=brought_table(world),
        saved_search=saved,
        copy=copy_of_data(world),
        commitment=commitments[0],
        own_commitment=commitments[1],
        initiative_update=updates[0],
        own_initiative_update=updates[1],
    )


def copy_of_data(world: World) -> Export:
    """A partner's copy of their data, ready."""
    copy = Export.ask(by=world.partner)
    perform(Owed.objects.get(task=MAKE, key=str(copy.pk)).pk)
    copy.refresh_from_db()
    return copy


def reports_written(world: World) -> list[Report]:
    """A draft to write into, a frozen report that everybody may read, and a draft of which a partner writes a box."""
    found = []
    for language in ("en", "sl", "hr"):
        report, _new = Report.ask(
            kind="progress", alliance=world.celje, language=language, by=world.coordinator
        )
        perform(Owed.objects.get(task=JOB, ids__report=str(report.pk)).pk)
        report.refresh_from_db()
        found.append(report)
    draft, public, asked = found
    draft.write(narrative={"highlights": f"Warm {CANARY}"}, seen=draft.version, by=world.coordinator)
    words = {"highlights": "Shade in every yard."}
    public.freeze(narrative=words, seen=public.version, by=world.coordinator)
    perform(Owed.objects.get(task=JOB, ids__report=str(public.pk), ids__run=public.run).pk)
    public.refresh_from_db()
    public.publish(by=world.coordinator)
    asked.entrust(box="problems", to=world.partner, by=world.coordinator)
    told = {"highlights": f"Warm {CANARY}", "problems": "No hall."}
    asked.write(narrative=told, seen=asked.version, by=world.coordinator)
    return [draft, public, asked]


def transfer(world: World) -> tuple[Adoption, Question]:
    """City vibe in Košice, with everything that both cities may say along it."""
    world.city_vibe.publish(by=None, note="What it takes", preconditions="A room\nA key")
    made = adoption(world.city_vibe, world.kosice, who=world.kosice_coordinator)
    made.origin.publish(by=world.coordinator, note="What failed", failed="The first winter")
    lesson = {"text": "Begin with the neighbours", "language": "en", "by": world.kosice_coordinator}
    AdoptionUpdate.add(adoption=made, alliance=world.kosice, kind="lesson", **lesson)
    taken = {"text": "We ask ours, too", "language": "en", "by": world.coordinator}
    AdoptionUpdate.add(adoption=made, alliance=world.celje, kind="taken", **taken)
    asked = Question.ask(adoption=made, text="Who has the key?", language="en", by=world.kosice_coordinator)
    return made, asked


def measured(world: World, shown: Initiative) -> dict[str, Any]:
    """A milestone that was moved and one withdrawn, and an indicator that was measured and corrected; all of them
    their alliance's own."""
    today = timezone.localdate()
    placed = {
        "alliance": world.celje,
        "work_package": "thematic",
        "challenge": world.housing,
        "language": "en",
        "by": world.coordinator,
    }
    milestone, withdrawn = (
        Milestone.plan(title=f"{title} {CANARY}", due=today + timedelta(days=20), **placed)
        for title in ("The hall is open", "Planned twice")
    )
    milestone.move(due=today + timedelta(days=10), reason=f"The floor dries {CANARY}", by=world.coordinator)
    milestone.prove(
        proof=Proof(initiative=shown, url="https://celje.example/", words=f"Seen {CANARY}"),
        by=world.coordinator,
    )
    withdrawn.withdraw(by=world.coordinator, reason="It stood there already")
    indicator = Indicator.add(
        name=f"Who plays {CANARY}",
        unit="people",
        how="The list at the door",
        baseline=Decimal(0),
        baseline_on=today - timedelta(days=100),
        target=Decimal(30),
        target_on=today + timedelta(days=100),
        direction="up",
        **placed,
    )
    first = indicator.measure(day=today, value=Decimal(12), language="en", by=world.coordinator)
    measurement = first.correct(
        day=today, value=Decimal(11), note=f"One left {CANARY}", language="en", by=world.coordinator
    )
    return {
        "milestone": milestone,
        "evidence": milestone.evidence.get(url="", initiative=None),
        "withdrawn_milestone": withdrawn,
        "indicator": indicator,
        "measurement": measurement,
        "schedule": ReportSchedule.set(
            alliance=world.celje,
            kind="progress",
            language="sl",
            sections=[],
            dates=[today + timedelta(days=40)],
            yearly_from=None,
            with_milestones=True,
            begin=today,
            days_before=14,
            by=world.coordinator,
        ),
    }


def visits(world: World, shown: Initiative) -> tuple[Any, ...]:
    """One that is under way with all there is to see, an alliance's own, a draft, and one called off; a guest of the
    first, and somebody who asked for a link to it."""
    public = visit(world, "Courtyards up close", phase="under_way", day=0, hosts=[world.partner])
    ProgrammeItem.add(
        visit=public,
        by=world.coordinator,
        title="A walk",
        starts=time(9),
        ends=time(10),
        place="The courtyard",
        host=world.youth,
        challenge=world.city_vibe,
        initiative=shown,
        bring="Shoes",
        language="sl",
    )
    jotted = Takeaway.jot(visit=public, text="Ask the neighbours first", language="en", by=world.partner)
    jotted.pin(challenges=[world.city_vibe], initiatives=[shown], by=world.coordinator)
    own = visit(world, f"Own {CANARY}", public=False, slug="own-visit")
    draft = visit(world, f"Draft {CANARY}", phase="draft", slug="draft-visit")
    called_off = visit(world, "Snowed in", slug="called-off")
    called_off.call_off(by=world.coordinator, reason="Too much snow")
    guest = Invitee.invite_guest(
        visit=public, email="guest@example.org", name="A guest", language="en", by=world.coordinator
    )
    guest.tell(expectation="A first step", needs="A ramp")
    guest.answer_expectation(reply="We took one", by=world.coordinator)
    Registration.answer_for(visit=public, day=public.days[0], answer="coming", invitee=guest)
    ask_for_link(visit=public, email="asked@example.org", language="en")
    return public, own, draft, called_off, guest, Delivery.objects.get(purpose=PURPOSE)


def brought_table(world: World) -> Import:
    """A table that was brought, with a good row and a bad one."""
    table = Table(
        head=["Title", "What is happening?", "Nonsense"],
        rows=[(2, [f"Chess {CANARY}", "We play"]), (3, [f"Draughts {CANARY}", ""])],
        guessed=True,
    )
    header = Header.of(table.head)
    return Import.read(
        alliance=world.celje,
        name=f"{CANARY}.csv",
        language="en",
        rows=Judge.of(world.celje, world.coordinator, "en").rows(table, header),
        by=world.coordinator,
        guessed=table.guessed,
        ignored=header.ignored,
    )


def waiting_photo(writer: Person, colour: str) -> DraftFile:
    """A photo that waits with a draft."""
    sheet = uuid4()
    DraftFile.keep([uploads.photo(colour=colour)], sheet=sheet, form="initiative.log", by=writer)
    return DraftFile.objects.get(sheet=sheet)


def photo_of(initiative: Initiative, writer: Person) -> InitiativeFile:
    """A photo that was added to it."""
    waiting = waiting_photo(writer, "seagreen")
    InitiativeFile.put(
        initiative=initiative, answers=FileAnswers(added=[(waiting, f"A table. {CANARY}")]), by=writer
    )
    return initiative.files.get()


def met(one: Initiative, other: Initiative) -> Connection:
    """Two that could join, as the job would have it."""
    one, other = sorted((one, other), key=lambda end: end.pk)
    reasons = [{"code": "stage", "stage": "idea", "points": 20}]
    return Connection.objects.create(one=one, other=other, score=20, reasons=reasons)


def client_of(world: World, who: str) -> Client:
    """A browser in which ``who`` is signed in; a visitor is not."""
    client = Client()
    person: Person | None = None if who == "visitor" else getattr(world, who)
    if person is not None:
        client.force_login(person)
    return client


def everything(world: World, thing: Things) -> dict[str, Any]:
    """Every name a row may point at."""
    return {**vars(world), **vars(thing)}


@dataclass
class Cast:
    """The world with everything the addresses point at."""

    world: World
    names: dict[str, Any]


def cast(world: World) -> Cast:
    return Cast(world, everything(world, things(world)))
