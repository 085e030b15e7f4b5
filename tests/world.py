"""The fixed cast of every test: made by plain functions, through the same verbs as everything else.

``world()`` builds Celje (lead alliance: municipality, youth centre, incubator) and Košice (transfer), with
their people, two challenges, five blocks and no initiative; ``initiative()`` and the like add to it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from alliances.models import Alliance, Membership, Organisation, Partnership, Place
from blocks.models import Block, Shape
from challenges.models import Adoption, Challenge
from initiatives.models import Initiative
from people.models import Circle, Person
from visits.models import SiteVisit

PASSWORD = "dvorisce"
_numbers = count(1)


def person(email: str, name: str = "", **fields: Any) -> Person:
    """Somebody who can sign in with ``PASSWORD`` and whose e-mail is confirmed."""
    made = Person.objects.create_user(email, PASSWORD, name=name or email.split("@")[0].title(), **fields)
    made.emailaddress_set.create(email=email, verified=True, primary=True)
    return made


def alliance(slug: str, city: str, country: str, *, lead: bool = False, language: str = "sl") -> Alliance:
    return Alliance.objects.create(
        slug=slug,
        name=f"Local Alliance {city}",
        city=city,
        country=country,
        latitude=46.2,
        longitude=15.3,
        lead=lead,
        languages=[language],
        time_zone="Europe/Ljubljana",
        circle=Circle.objects.create(name=city),
    )


def partnership(of: Alliance, slug: str, name: str, sector: str, role: str = "delivery") -> Partnership:
    organisation = Organisation.objects.create(slug=slug, name=name, sector=sector)
    return Partnership.objects.create(organisation=organisation, alliance=of, role=role)


def member(of: Partnership, email: str, role: str = "member", **fields: Any) -> Person:
    made = person(email, **fields)
    Membership.begin(person=made, partnership=of, role=role, by=None)
    return made


@dataclass
class World:
    """Everybody and everything a test may need by name."""

    celje: Alliance
    kosice: Alliance
    municipality: Partnership
    youth: Partnership
    incubator: Partnership
    kosice_city: Partnership
    coordinator: Person
    partner: Person  # of the youth centre
    other_member: Person  # of the incubator
    kosice_coordinator: Person
    administrator: Person
    outsider: Person  # signed in, in no alliance
    celje_place: Place
    prebold: Place
    housing: Challenge
    city_vibe: Challenge
    kosice_own: Challenge  # not public
    blocks: list[Block] = field(default_factory=list)

    @property
    def governance(self) -> Block:
        return self.blocks[0]

    @property
    def participation(self) -> Block:
        return self.blocks[1]


def world() -> World:
    """Build the cast; about 60 queries. Whatever ran before, the kinds of things are known to the process after it,
    so that a test's count of queries depends on no other test."""
    ContentType.objects.get_for_models(*apps.get_models())
    celje = alliance("celje", "Celje", "SI", lead=True)
    kosice = alliance("kosice", "Košice", "SK", language="sk")
    municipality = partnership(celje, "municipality", "City Municipality of Celje", "municipality", "mua")
    youth = partnership(celje, "youth-centre", "Celje Youth Centre", "youth")
    incubator = partnership(celje, "incubator", "Business Incubator", "business_support")
    kosice_city = partnership(kosice, "city-of-kosice", "City of Košice", "municipality", "transfer")
    blocks = [
        Block.open(
            slug=slug,
            shape=shape,
            order=order,
            name=name,
            question=f"What about {name.lower()}?",
            language="en",
            by=None,
            translations={"sl": {"name": slovene, "question": f"Kaj pa {slovene.lower()}?"}},
        )
        for order, (slug, shape, name, slovene) in enumerate(
            [
                ("governance", Shape.SQUARE, "Governance", "Upravljanje"),
                ("participation", Shape.CIRCLE, "Participation", "Sodelovanje"),
                ("creativity", Shape.STAR, "Creativity", "Ustvarjalnost"),
                ("digital-capacity", Shape.DIAMOND, "Digital capacity", "Digitalna zmogljivost"),
                ("economic-development", Shape.TRIANGLE, "Economic development", "Gospodarski razvoj"),
            ],
            start=1,
        )
    ]
    coordinator = member(municipality, "coordinator@celje.example", "coordinator")

    def place(slug: str, name: str) -> Place:
        return Place.objects.create(alliance=celje, slug=slug, name=name, latitude=46.2, longitude=15.3)

    def challenge(of: Alliance, slug: str, title: str, public: bool = True) -> Challenge:
        return Challenge.open(
            alliance=of,
            slug=slug,
            title=title,
            summary=f"{title} in a line",
            language="en",
            by=coordinator,
            public=public,
        )

    return World(
        celje=celje,
        kosice=kosice,
        municipality=municipality,
        youth=youth,
        incubator=incubator,
        kosice_city=kosice_city,
        coordinator=coordinator,
        partner=member(youth, "partner@celje.example"),
        other_member=member(incubator, "other@celje.example"),
        kosice_coordinator=member(kosice_city, "partner@kosice.example", "coordinator", language="sk"),
        administrator=person("admin@celje.example", is_staff=True, is_superuser=True),
        outsider=person("outsider@celje.example"),
        celje_place=place("celje", "Celje"),
        prebold=place("prebold", "Prebold"),
        housing=challenge(celje, "housing", "Housing"),
        city_vibe=challenge(celje, "city-vibe", "City vibe"),
        kosice_own=challenge(kosice, "kosice-own", "Own affair", public=False),
        blocks=blocks,
    )


def initiative(of: Partnership, title: str = "", *, by: Person | None = None, **fields: Any) -> Initiative:
    """An initiative of that partnership, logged by its verb."""
    number = next(_numbers)
    return Initiative.log(
        partnership=of,
        title=title or f"Initiative {number}",
        text=fields.pop("text", f"What happens in initiative {number}."),
        language=fields.pop("language", "en"),
        by=by,
        **fields,
    )


def visit(world: World, title: str = "", *, phase: str = "open", day: int = 30, **fields: Any) -> SiteVisit:
    """A visit to Celje in ``day`` days, prepared by its coordinator and brought into ``phase``."""
    first = timezone.localdate() + timedelta(days=day)
    made = SiteVisit.plan_one(
        alliance=fields.pop("alliance", world.celje),
        plan=fields.pop("plan", "thematic"),
        title=title or f"Visit {next(_numbers)}",
        language=fields.pop("language", "en"),
        first_day=fields.pop("first_day", first),
        by=world.coordinator,
        **fields,
    )
    made.move_on(to=phase, by=world.coordinator)
    return made


def adoption(of: Challenge, by: Alliance, *, who: Person | None = None, **answers: Any) -> Adoption:
    """``by`` adopts ``of``, through the verb, and tells what it keeps and changes."""
    return of.adopt(
        alliance=by,
        by=who,
        **{"kept": "The open door", "changed": "The hours", "first_step": "Ask the neighbours", **answers},
    )
