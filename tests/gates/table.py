"""Who gets what at every address of the house: the permission table, one row an address and thing.

``get`` and ``post`` hold a status for each of WHO, in that order. A POST is sent empty: whoever may act gets
422 (the form says what is missing) or 302, whoever may not gets exactly what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from tests.gates.cast import WHO
from visits.by_link import word_of

NOBODYS = UUID("00000000-0000-4000-8000-000000000000")
NO_ROW = 0

ALL = "200 200 200 200 200 200 200"
NO_METHOD = "405 405 405 405 405 405 405"
# What asks for a sign-in first answers a visitor so, whatever the method.
NO_METHOD_INSIDE = "302 405 405 405 405 405 405"
SIGNED_IN = "302 200 200 200 200 200 200"
# An alliance's own: its members and administrators.
OWN = "404 404 200 200 200 404 200"

# A visit: its host alliance's coordinators and administrators organise it; hosts read what guests need.
ORGANISED = "302 403 403 403 200 403 200"
HOSTED = "302 403 403 200 200 403 403"

# A report: the coordinators of its alliance and administrators.
REPORT = "302 403 403 403 200 404 200"
# One by its address, which everybody may know: a visitor learns no more than that there is nothing here.
REPORT_READ = "404 403 403 403 200 404 200"
REPORT_DONE = "302 403 403 403 302 404 302"
# What is measured: the alliance's members read it, its coordinators and administrators write it.
MEASURED = "302 404 200 200 200 404 200"
MEASURING = "302 404 403 403 200 404 200"
# Bringing a table of initiatives: who coordinates any alliance.
IMPORTERS = "302 403 403 403 200 200 200"

Address = Callable[[dict[str, Any]], list[Any]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address pointed at one thing."""

    route: str
    of: str = ""
    args: Address = field(default=lambda names: [])
    get: str = NO_METHOD
    post: str = NO_METHOD
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""
    html: bool = True
    redirects: bool = False  # the address's own answer is to send on, not to the sign-in page

    @property
    def name(self) -> str:
        return f"{self.route} {self.of}".strip()


def slug(name: str) -> Address:
    return lambda names: [names[name].slug]


def pk(name: str) -> Address:
    return lambda names: [names[name].pk]


def hidden(seen: str) -> str:
    """What an outsider gets at an act on something: not allowed where they see it, else not there."""
    return "403" if seen == "200" else "404"


def of(route: str, name: str, **statuses: Any) -> Row:
    """A row whose address ends in the slug of the thing called ``name``."""
    return Row(route=route, of=name, args=slug(name), **statuses)


def word_for(thing: Any, name: str) -> Any:
    """What a thing's addresses end in; ``name`` is an address itself where there is no thing of that name."""
    return name if thing is None else getattr(thing, "slug", thing.pk)


def into(page: str, word: str, name: str, *, language: str = "", **statuses: str) -> Row:
    """A row for a page of the translations of the thing called, or at the address, ``name``."""
    return Row(
        route=f"translations:{page}",
        of=f"{name} {language}".strip(),
        args=lambda names: [word, word_for(names.get(name), name), *filter(None, [language])],
        **statuses,
    )


def address(row: Row, names: dict[str, Any], language: str = "en") -> str:
    """The row's address, in the language of its prefix."""
    with translation.override(language):
        return reverse(row.route, args=row.args(names)) + row.query


def pages() -> list[Row]:
    """Rows whose GET shows somebody an HTML page."""
    return [row for row in ROWS if row.html and "200" in row.get.split()]


def readers(row: Row) -> list[str]:
    """Who gets the page."""
    return [who for who, status in zip(WHO, row.get.split(), strict=True) if status == "200"]


# Addresses with tests of their own, and why no row fits them.
FREE = {
    "activity:unsubscribe": "needs a signed word from a mail; tests/activity",
    "visits_calendar_mine": "needs a secret that is shown once; tests/visits",
    "web:language": "a POST that everybody may send; tests/web",
    "door": "sends everybody on in their language; tests/courtyard",
    "healthz": "for machines, no page; tests/courtyard",
    "readyz": "for machines, no page; tests/courtyard",
    "robots": "for machines, no page; tests/courtyard",
    "favicon": "for machines, no page; tests/courtyard",
    "account_confirm_email": "needs a key from a mail; tests/people",
    "account_confirm_login_code": "sign-in by code is not offered; allauth keeps the address",
    "account_reset_password_from_key": "needs a key from a mail; tests/people",
    "account_set_password": "nobody here is without a password; allauth keeps the address",
}

ROWS: list[Row] = [
    Row(route="web:styleguide", get=ALL),
    # The courtyard
    Row(route="courtyard:home", get=ALL),
    Row(route="courtyard:desk", get=SIGNED_IN, post=NO_METHOD_INSIDE),
    Row(route="courtyard:overview", get="302 403 403 403 200 200 200", post=NO_METHOD_INSIDE),
    Row(route="courtyard:search", get=ALL),
    Row(route="courtyard:search", of="words", query="?q=table", get=ALL),
    Row(route="courtyard:search", of="an alliance's own", query="?q=own+not", get=ALL),
    Row(route="courtyard:help", get=ALL),
    Row(route="courtyard:accessibility", get=ALL),
    Row(route="courtyard:privacy", get=ALL),
    Row(route="courtyard:menu", get=ALL),
    # Sign-in: the signed-in are sent on.
    Row(
        route="account_login",
        get="200 302 302 302 302 302 302",
        post="422 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(
        route="account_signup",
        get="200 302 302 302 302 302 302",
        post="200 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(
        route="account_logout",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(route="account_reset_password", get=ALL, post="422 422 422 422 422 422 422"),
    Row(route="account_reset_password_done", get=ALL),
    Row(route="account_reset_password_from_key_done", get=ALL),
    Row(route="account_email_verification_sent", get=ALL),
    Row(route="account_inactive", get=ALL),
    Row(route="account_change_password", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    Row(route="account_email", get=SIGNED_IN, post="302 302 302 302 302 302 302"),
    Row(route="account_reauthenticate", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    # Movement
    Row(route="activity:movement", get=ALL),
    Row(route="activity:movement", of="own initiative", query="?about=initiative:among-us", get=OWN),
    Row(route="activity_atom", get=ALL, html=False),
    Row(
        route="activity_atom",
        of="own initiative",
        query="?about=initiative:among-us",
        get="404 404 404 404 404 404 404",
        html=False,
    ),
    Row(route="activity:inbox", get=SIGNED_IN, post=NO_METHOD_INSIDE),
    Row(route="activity:read", get=NO_METHOD_INSIDE, post="302 404 404 404 404 404 404"),
    Row(route="activity:quiet", get=NO_METHOD_INSIDE, post="302 404 404 404 404 404 404"),
    Row(route="activity:settings", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    Row(route="activity:following", get=SIGNED_IN, post="302 404 404 404 404 404 404"),
    Row(route="activity:export", get=SIGNED_IN, post="302 302 302 302 302 302 302"),
    Row(
        route="activity:download",
        args=lambda names: [names["copy"].pk],
        get="302 404 404 200 404 404 404",
        post=NO_METHOD_INSIDE,
        html=False,
    ),
    Row(
        route="activity:discard_export",
        args=lambda names: [names["copy"].pk],
        get=NO_METHOD_INSIDE,
        post="302 404 404 302 404 404 404",
    ),
    Row(route="activity:leave", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    Row(
        route="activity:erase_other",
        args=lambda names: [names["copy"].person_id],
        get="302 403 403 403 403 403 200",
        post="302 403 403 403 403 403 422",
    ),
    Row(route="activity:people", get=SIGNED_IN, post=NO_METHOD_INSIDE, html=False),
    # Saved searches: each person's own
    Row(route="search:saved", get=SIGNED_IN, post="302 404 404 404 404 404 404"),
    *(
        of(f"search:{act}", "saved_search", get=NO_METHOD_INSIDE, post=f"302 404 404 {status} 404 404 404")
        for act, status in {"rename": "422", "let_go": "302"}.items()
    ),
    # Alliances
    Row(route="alliances:list", get=ALL),
    of("alliances:detail", "celje", get=ALL),
    Row(
        route="alliances:partner", of="youth", args=lambda names: [names["youth"].organisation.slug], get=ALL
    ),
    of("alliances:invite", "celje", get="302 403 200 200 200 403 200", post="302 403 422 422 422 403 422"),
    Row(
        route="alliances:invitation",
        args=lambda names: [names["invitation"].token],
        get=ALL,
        post="302 422 422 422 422 422 422",
    ),
    Row(
        route="alliances:withdraw_invitation",
        args=lambda names: ["celje", names["invitation"].pk],
        get=NO_METHOD_INSIDE,
        post="302 404 403 302 302 404 302",
    ),
    Row(
        route="alliances:commit",
        of="initiative",
        query="?about=initiative:table-tennis-at-noon",
        get="302 403 200 200 200 200 403",
        post="302 403 422 422 422 422 403",
    ),
    Row(
        route="alliances:commit",
        of="own initiative",
        query="?about=initiative:among-us",
        get="302 404 200 200 200 404 403",
        post="302 404 422 422 422 404 403",
    ),
    *(
        row
        for name, seen in (("commitment", "200"), ("own_commitment", "404"))
        for row in (
            Row(
                route="alliances:commitment",
                of=name,
                args=pk(name),
                get=ALL if seen == "200" else OWN,
            ),
            Row(
                route="alliances:give_up",
                of=name,
                args=pk(name),
                get=f"302 {hidden(seen)} 403 200 200 {hidden(seen)} 200",
                post=f"302 {hidden(seen)} 403 422 422 {hidden(seen)} 422",
            ),
            Row(
                route="alliances:fulfil",
                of=name,
                args=pk(name),
                get=NO_METHOD_INSIDE,
                post=f"302 {hidden(seen)} 403 302 302 {hidden(seen)} 302",
            ),
        )
    ),
    # Challenges
    Row(route="challenges:list", get=ALL, post=NO_METHOD),
    Row(route="challenges:new", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
    of("challenges:detail", "challenge", get=ALL),
    of("challenges:detail", "own_challenge", get=OWN),
    of("challenges:detail", "free", get=ALL),
    # Adopting: the people of a transfer alliance, for it; Košice has adopted city vibe and is sent to it.
    of(
        "challenges:adopt",
        "challenge",
        get="302 403 403 403 403 302 403",
        post="302 403 403 403 403 422 403",
    ),
    of("challenges:adopt", "free", get="302 403 403 403 403 200 403", post="302 403 403 403 403 422 403"),
    of(
        "challenges:adopt",
        "own_challenge",
        get="302 404 403 403 403 404 403",
        post="302 404 403 403 403 404 403",
    ),
    *(
        row
        for act in ("edit", "withdraw")
        for row in (
            of(
                f"challenges:{act}",
                "challenge",
                get="302 403 403 403 200 403 200",
                post="302 403 403 403 422 403 422",
            ),
            of(
                f"challenges:{act}",
                "own_challenge",
                get="302 404 403 403 200 404 200",
                post="302 404 403 403 422 404 422",
            ),
        )
    ),
    of("challenges:versions", "challenge", get=ALL),
    of("challenges:versions", "own_challenge", get=OWN),
    Row(route="challenges:version", of="challenge", args=lambda names: [names["challenge"].slug, 2], get=ALL),
    # The lesson: the people of an alliance out of whose challenge it was made.
    Row(
        route="challenges:lesson",
        of="local",
        args=lambda names: [names["adoption"].local.slug],
        get="302 403 200 200 200 403 403",
        post="302 403 422 422 422 403 403",
    ),
    of("challenges:interest", "free", get=NO_METHOD_INSIDE, post="302 403 403 403 403 302 403"),
    *(
        Row(route=f"challenges:{act}", of=name, args=lambda names, name=name: [names[name].pk], **statuses)  # type: ignore[misc]
        for name, outside in {"adoption": "403", "own_adoption": "404"}.items()
        for act, statuses in {
            "adoption": {"get": ALL if name == "adoption" else "404 404 200 200 200 200 200"},
            "tell": {
                "get": f"302 {outside} 403 403 403 200 403",
                "post": f"302 {outside} 403 403 403 422 403",
            },
            "move": {
                "get": f"302 {outside} 403 403 403 200 403",
                "post": f"302 {outside} 403 403 403 422 403",
            },
            "update": {
                "get": f"302 {outside} 200 200 200 200 403",
                "post": f"302 {outside} 422 422 422 422 403",
            },
            "ask": {
                "get": f"302 {outside} 403 403 403 200 403",
                "post": f"302 {outside} 403 403 403 422 403",
            },
            "ready": {"get": NO_METHOD_INSIDE, "post": f"302 {outside} 403 403 403 302 403"},
        }.items()
    ),
    # Transfer kits: of what is public, for everybody; brought by coordinators.
    of("kits:download", "challenge", get=ALL, html=False),
    of("kits:download", "own_challenge", get="404 404 403 403 403 404 403", html=False),
    Row(route="kits:bring", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
    # Translations: members of an alliance that reads the language write a challenge's, editors an initiative's.
    into("languages", "challenge", "challenge", get="302 403 200 200 200 200 200", post=NO_METHOD_INSIDE),
    into("languages", "challenge", "own_challenge", get="302 404 200 200 200 404 200", post=NO_METHOD_INSIDE),
    into("languages", "initiative", "initiative", get="302 403 403 200 200 403 200", post=NO_METHOD_INSIDE),
    into("languages", "initiative", "withdrawn", get="302 410 410 410 410 410 410", post=NO_METHOD_INSIDE),
    into("languages", "visit", "visit", get="302 403 200 200 200 200 200", post=NO_METHOD_INSIDE),
    into("languages", "visit", "called_off", get="302 410 410 410 410 410 410", post=NO_METHOD_INSIDE),
    # An adoption and what is told along it: both cities.
    *(
        into("write", word, of, get=get, post=get.replace("200", "422"), language="sl")
        for word, of, get in (
            ("adoption", "adoption", "302 403 200 200 200 200 200"),
            ("adoption", "own_adoption", "302 404 200 200 200 200 200"),
            ("adoption-update", "adoption_update", "302 403 200 200 200 200 200"),
            ("adoption-update", "own_adoption_update", "302 404 200 200 200 200 200"),
        )
    ),
    *(
        into("write", word, of, get=get, post=get.replace("200", "422"), language="sk")
        for word, of, get in (
            ("challenge", "challenge", "302 403 403 403 200 200 200"),
            ("challenge", "own_challenge", "302 404 403 403 200 404 200"),
            ("initiative", "initiative", "302 403 403 200 200 403 200"),
            ("initiative", "own_initiative", "302 404 403 200 200 404 200"),
            ("update", "initiative_update", "302 403 403 200 200 403 200"),
            ("update", "own_initiative_update", "302 404 403 200 200 404 200"),
            ("visit", "visit", "302 403 403 403 200 200 200"),
            ("visit", "own_visit", "302 404 403 403 200 404 200"),
            ("visit", "draft_visit", "302 404 404 404 200 404 200"),
            ("block", "participation", "302 403 403 403 200 403 200"),
        )
    ),
    into("changes", "block", "participation", get=ALL, language="sl"),
    into("changes", "challenge", "own_challenge", get=OWN, language="sl"),
    Row(
        route="challenges:answer",
        args=lambda names: [names["adoption"].pk, names["question"].pk],
        get="302 403 200 200 200 403 403",
        post="302 403 422 422 422 403 403",
    ),
    Row(
        route="challenges:change",
        args=lambda names: [names["adoption"].pk, 3],
        get=SIGNED_IN,
        post="302 403 403 403 403 422 403",
    ),
    # Initiatives
    Row(route="initiatives:list", get=ALL),
    Row(
        route="initiatives:list",
        of="narrowed",
        query="?q=tennis&challenge=city-vibe&partner=youth-centre&alliance=celje&stage=idea",
        get=ALL,
    ),
    Row(route="initiatives:updates", get=ALL),
    Row(
        route="initiatives:updates",
        of="narrowed",
        query="?alliance=celje&challenge=city-vibe&partner=youth-centre&kind=lesson&since=2026-01-01&until=2999-01-01",
        get=ALL,
    ),
    Row(route="initiatives:new", get="302 403 200 200 200 200 200", post="302 403 422 422 422 422 422"),
    of("initiatives:detail", "initiative", get=ALL),
    of("initiatives:detail", "own_initiative", get=OWN),
    of("initiatives:detail", "withdrawn", get="410 410 410 410 410 410 410"),
    *(
        row
        for act in ("edit", "withdraw")
        for row in (
            of(
                f"initiatives:{act}",
                "initiative",
                get="302 403 403 200 200 403 200",
                post="302 403 403 422 422 403 422",
            ),
            of(
                f"initiatives:{act}",
                "own_initiative",
                get="302 404 403 200 200 404 200",
                post="302 404 403 422 422 404 422",
            ),
        )
    ),
    Row(route="initiatives:import", get=IMPORTERS, post="302 403 403 403 422 422 422"),
    *(
        Row(
            route="initiatives:import_template",
            of=format,
            args=lambda names, format=format: [format],  # type: ignore[misc]
            get=IMPORTERS,
            post=NO_METHOD_INSIDE,
            html=False,
        )
        for format in ("xlsx", "csv")
    ),
    *(
        Row(
            route=f"initiatives:import_{act}",
            of="import",
            args=lambda names: [names["table"].pk],
            **statuses,  # type: ignore[arg-type]
        )
        for act, statuses in {
            "one": {"get": REPORT, "post": NO_METHOD_INSIDE},
            "take": {"get": NO_METHOD_INSIDE, "post": "302 403 403 403 302 404 302"},
            "cancel": {"get": NO_METHOD_INSIDE, "post": "302 403 403 403 302 404 302"},
        }.items()
    ),
    *(
        Row(
            route="initiatives:update_file",
            of=name,
            args=lambda names, name=name: [  # type: ignore[misc]
                names[name].update.initiative.slug,
                names[name].pk,
                "card",
            ],
            get=statuses,
            html=False,
        )
        for name, statuses in (("update_photo", ALL), ("own_update_photo", OWN))
    ),
    *(
        Row(
            route="initiatives:file",
            of=name,
            args=lambda names, name=name: [names[name].initiative.slug, names[name].pk, "card"],  # type: ignore[misc]
            get=statuses,
            html=False,
        )
        for name, statuses in (("photo", ALL), ("own_photo", OWN))
    ),
    *(
        row
        for name, seen in (("initiative", "200"), ("own_initiative", "404"))
        for row in (
            of(
                "initiatives:add_update",
                name,
                get=f"302 {hidden(seen)} 403 200 200 {hidden(seen)} 200",
                post=f"302 {hidden(seen)} 403 422 422 {hidden(seen)} 422",
            ),
            of(
                "initiatives:versions",
                name,
                get=f"302 {hidden(seen)} 200 200 200 {hidden(seen)} 200",
                post=NO_METHOD_INSIDE,
            ),
            Row(
                route="initiatives:version",
                of=name,
                args=lambda names, name=name: [names[name].slug, 1],  # type: ignore[misc]
                get=f"302 {hidden(seen)} 200 200 200 {hidden(seen)} 200",
                post=NO_METHOD_INSIDE,
            ),
            Row(
                route="initiatives:restore",
                of=name,
                args=lambda names, name=name: [names[name].slug, 1],  # type: ignore[misc]
                get=NO_METHOD_INSIDE,
                post=f"302 {hidden(seen)} 403 302 302 {hidden(seen)} 302",
            ),
            Row(
                route="initiatives:withdraw_update",
                of=name,
                args=lambda names, name=name: [names[name].slug, names[f"{name}_update"].pk],  # type: ignore[misc]
                get=f"302 {hidden(seen)} 403 200 200 {hidden(seen)} 200",
                post=f"302 {hidden(seen)} 403 422 422 {hidden(seen)} 422",
            ),
        )
    ),
    # Blocks
    Row(route="blocks:list", get=ALL),
    Row(route="blocks:detail", args=lambda names: ["participation"], get=ALL),
    Row(route="blocks:new", get="302 403 403 403 200 403 200", post="302 403 403 403 422 403 422"),
    Row(route="blocks:propose_new", get="302 403 200 200 200 200 403", post="302 403 422 422 422 422 403"),
    Row(route="blocks:proposals", get="302 403 200 200 200 200 200", post=NO_METHOD_INSIDE),
    Row(
        route="blocks:proposal",
        args=lambda names: [names["block_proposal"].pk],
        get="302 404 200 200 200 404 200",
        post="302 404 403 403 422 404 422",
    ),
    *(
        Row(
            route=f"blocks:{act}",
            args=lambda names: ["participation"],
            get="302 403 403 403 200 403 200",
            post="302 403 403 403 422 403 422",
        )
        for act in ("edit", "split")
    ),
    Row(
        route="blocks:retire",
        args=lambda names: ["economic-development"],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 302 403 302",
    ),
    Row(
        route="blocks:propose",
        args=lambda names: ["participation"],
        get="302 403 200 200 200 200 403",
        post="302 403 422 422 422 422 403",
    ),
    Row(route="blocks:coverage", get=ALL),
    Row(
        route="blocks:coverage", of="across", query="?alliance=all&by=place&count=core&on=2026-01-31", get=ALL
    ),
    Row(
        route="blocks:coverage",
        of="nonsense",
        query="?alliance=nowhere&by=x&count=x&on=yesterday",
        get=ALL.replace("200", "422"),
        html=False,
    ),
    Row(route="blocks:behind", get="404 404 404 404 404 404 404"),
    Row(
        route="blocks:behind",
        of="a number",
        query="?alliance=celje&block=participation&count=settled&by=challenge&key=city-vibe",
        get=ALL,
    ),
    Row(route="blocks:figures", get=ALL, html=False),
    Row(route="blocks:gap", args=lambda names: ["governance", "city-vibe"], get=ALL),
    Row(route="blocks:gap", of="own challenge", args=lambda names: ["governance", "own-affair"], get=OWN),
    Row(
        route="blocks:triage",
        get="302 403 403 403 200 200 200",
        # An empty answer would take away a tag that the sender's page never showed.
        post="302 403 403 403 422 404 422",
        data={"item": "table-tennis-at-noon"},
    ),
    of("blocks:tag", "initiative", get="302 403 403 200 200 403 200", post="302 403 403 302 422 403 422"),
    of(
        "blocks:tag",
        "own_initiative",
        get="302 404 403 200 200 404 200",
        post="302 404 403 302 422 404 422",
    ),
    of("blocks:history", "initiative", get="302 403 403 200 200 403 200", post=NO_METHOD_INSIDE),
    of("blocks:history", "own_initiative", get="302 404 403 200 200 404 200", post=NO_METHOD_INSIDE),
    of("blocks:tag", "withdrawn", get="302 410 410 410 410 410 410", post="302 410 410 410 410 410 410"),
    Row(
        route="blocks:undo",
        args=lambda names: [NOBODYS],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 404 404 404",
    ),
    # Connections: acts are for who may edit one of the two, answers for the side that was asked.
    Row(route="connections:map", get=ALL),
    Row(route="connections:map", of="block", query="?focus=block:participation&steps=2", get=ALL),
    *(
        # Their pages are the map's own; what differs is who gets which.
        Row(route=route, of=focus, query=f"?focus={focus}&steps=2", get=get, html=False)
        for route in ("connections:map", "connections:svg", "connections:graphml")
        for focus, get in {
            "initiative:table-tennis-at-noon": ALL,
            "partner:youth-centre": ALL,
            "block:participation": ALL,
            "initiative:among-us": OWN,
            "initiative:no-such": "404 404 404 404 404 404 404",
        }.items()
    ),
    Row(route="connections:introductions", get="302 403 403 403 200 200 200", post=NO_METHOD_INSIDE),
    Row(route="connections:detail", args=lambda names: [names["connection"].pk], get=ALL),
    Row(route="connections:detail", of="own", args=lambda names: [names["own_connection"].pk], get=OWN),
    *(
        Row(
            route=f"connections:{act}",
            of=name,
            args=lambda names, name=name: [names[name].pk],  # type: ignore[misc]
            get=NO_METHOD_INSIDE,
            post=post,
        )
        for act in ("introduce", "accept", "join", "dismiss")
        for name, post in {
            "connection": "302 403 302 302 302 403 302",
            "own_connection": "302 404 302 302 302 404 302",
        }.items()
    ),
    # Visits
    Row(route="visits:list", get=ALL),
    of("visits:detail", "visit", get=ALL),
    of("visits:detail", "own_visit", get=OWN),
    of("visits:detail", "draft_visit", get="404 404 404 404 200 404 200"),
    of("visits:detail", "called_off", get="410 410 410 410 410 410 410"),
    Row(route="visits:new", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
    Row(route="visits:ics", of="visit", args=slug("visit"), get=ALL, html=False),
    Row(route="visits:ics", of="own_visit", args=slug("own_visit"), get=OWN, html=False),
    Row(route="visits:ics", of="called_off", args=slug("called_off"), get=ALL, html=False),
    Row(route="visits_calendar", get=ALL, html=False),
    Row(route="visits:open_link", get=NO_METHOD_INSIDE, post="302 200 200 200 200 200 200"),
    Row(route="visits:close_link", get=NO_METHOD_INSIDE, post="302 302 302 302 302 302 302"),
    of("visits:edit", "visit", get=ORGANISED, post="302 403 403 403 422 403 422"),
    of("visits:prepare", "visit", get=ORGANISED, post=NO_METHOD_INSIDE),
    of("visits:prepare", "own_visit", get="302 404 403 403 200 404 200", post=NO_METHOD_INSIDE),
    of("visits:move_on", "visit", get=NO_METHOD_INSIDE, post="302 403 403 403 302 403 302"),
    of("visits:call_off", "visit", get=ORGANISED, post="302 403 403 403 422 403 422"),
    of("visits:add_item", "visit", get=ORGANISED, post="302 403 403 403 422 403 422"),
    Row(
        route="visits:item",
        args=lambda names: [names["visit"].slug, names["visit"].items.standing().first().pk],
        get=ORGANISED,
        post="302 403 403 403 422 403 422",
    ),
    *(
        Row(
            route=f"visits:{act}",
            args=lambda names: [names["visit"].slug, NOBODYS],
            get=NO_METHOD_INSIDE,
            post="302 403 403 403 404 403 404",
        )
        for act in ("tick", "move_item", "remove_item")
    ),
    of("visits:answer", "visit", get=NO_METHOD_INSIDE, post="302 302 302 302 302 302 302"),
    of("visits:wishes", "visit", get=NO_METHOD_INSIDE, post="302 404 404 404 404 404 404"),
    of("visits:guests", "visit", get=HOSTED, post="302 403 403 403 422 403 403"),
    Row(
        route="visits:guests_csv",
        args=lambda names: [names["visit"].slug],
        get=HOSTED,
        post=NO_METHOD_INSIDE,
        html=False,
    ),
    of("visits:invite_delegation", "visit", get=NO_METHOD_INSIDE, post="302 403 403 403 404 403 403"),
    *(
        Row(
            route=f"visits:{act}",
            args=lambda names: [names["visit"].slug, NOBODYS],
            get=NO_METHOD_INSIDE,
            post=status,
        )
        for act, status in {
            "uninvite": "302 403 403 403 404 403 403",
            "reply": "302 403 403 404 404 403 403",
        }.items()
    ),
    of("visits:today", "visit", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    of("visits:today", "own_visit", get="302 404 200 200 200 404 200", post="302 404 422 422 422 404 422"),
    of("visits:afterwards", "visit", get=ORGANISED, post="302 403 403 403 422 403 422"),
    of("visits:take_home", "visit", get=NO_METHOD_INSIDE, post="302 404 404 404 404 404 404"),
    of("visits:thank", "visit", get=NO_METHOD_INSIDE, post="302 403 403 403 302 403 302"),
    *(
        Row(
            route=f"visits:{act}",
            args=lambda names: [names["visit"].slug, NOBODYS],
            get=NO_METHOD_INSIDE,
            post=status,
        )
        for act, status in {
            "pin": "302 403 403 403 404 403 404",
            "remove_takeaway": "302 404 404 404 404 404 404",
        }.items()
    ),
    Row(
        route="visits:photo",
        args=lambda names: [names["visit"].slug, NOBODYS, "card"],
        get="404 404 404 404 404 404 404",
        html=False,
    ),
    Row(
        route="visits:guest_jot",
        args=lambda names: [names["guest"].token],
        post="422 422 422 422 422 422 422",
    ),
    Row(route="visits:guest", args=lambda names: [names["guest"].token], get=ALL),
    *(
        Row(
            route=f"visits:{act}",
            args=lambda names: [names["guest"].token],
            post="302 302 302 302 302 302 302",
        )
        for act in ("guest_answer", "guest_wishes", "guest_forget")
    ),
    # Registering without an invitation: a link for whoever asks, of a visit that is everybody's.
    of("visits:ask", "visit", get=ALL, post="422 422 422 422 422 422 422"),
    *(
        of("visits:ask", name, get=sent_on, post=sent_on, redirects=True)
        for name, sent_on in {
            "own_visit": "404 404 302 302 302 404 302",
            "draft_visit": "404 404 404 404 302 404 302",
        }.items()
    ),
    Row(
        route="visits:open_own",
        args=lambda names: [word_of(names["asked_link"])],
        get=ALL,
        post="302 302 302 302 302 302 302",
        redirects=True,
    ),
    # People
    Row(route="people:settings", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    Row(
        route="people:draft",
        args=lambda names: [NOBODYS],
        get=NO_METHOD_INSIDE,
        post="302 200 200 200 200 200 200",
    ),
    Row(
        route="people:discard_draft",
        args=lambda names: [NOBODYS],
        get=NO_METHOD_INSIDE,
        post="302 302 302 302 302 302 302",
    ),
    Row(
        route="people:draft_files",
        args=lambda names: [NOBODYS],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 403 403 403",
    ),
    Row(
        route="people:draft_file",
        args=lambda names: [names["draft_photo"].sheet, names["draft_photo"].pk, "card"],
        get="302 404 404 200 404 404 404",
        post=NO_METHOD_INSIDE,
        html=False,
    ),
    # Reports: whether one exists is not for others to know.
    Row(route="reports:list", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
    *(
        Row(route=f"reports:{act}", of=name, args=lambda names, name=name: [names[name].pk], **statuses)  # type: ignore[misc]
        for name in ("report", "awaited_report")
        for act, statuses in {
            "detail": {"get": REPORT_READ, "post": NO_METHOD},
            "cancel": {"get": NO_METHOD_INSIDE, "post": REPORT_DONE},
            "again": {"get": NO_METHOD_INSIDE, "post": REPORT_DONE},
        }.items()
    ),
    *(
        Row(
            route=f"reports:{act}",
            args=lambda names: [names["report"].pk],
            get=NO_METHOD_INSIDE,
            post=REPORT_DONE,
        )
        for act in ("publish", "unpublish", "new_version")
    ),
    Row(
        route="reports:write",
        args=lambda names: [names["draft_report"].pk],
        get=REPORT,
        # Sent empty it says nothing of what was read: the words that stand are shown beside.
        post="302 403 403 403 422 404 422",
    ),
    Row(
        route="reports:discard",
        args=lambda names: [names["draft_report"].pk],
        get=NO_METHOD_INSIDE,
        post=REPORT_DONE,
    ),
    Row(
        route="reports:detail",
        of="public_report",
        args=lambda names: [names["public_report"].pk],
        get=ALL,
        post=NO_METHOD,
    ),
    Row(
        route="reports:download",
        of="public_report",
        args=lambda names: [names["public_report"].pk, "csv"],
        get=ALL,
        post=NO_METHOD,
        html=False,
    ),
    Row(
        route="reports:unpublish",
        of="public_report",
        args=lambda names: [names["public_report"].pk],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 302 403 302",
    ),
    *(
        Row(
            route="reports:download",
            of=format,
            args=lambda names, format=format: [names["report"].pk, format],  # type: ignore[misc]
            get=REPORT_READ,
            post=NO_METHOD,
            html=False,
        )
        for format in ("pdf", "xlsx", "csv", "html")
    ),
    Row(
        route="reports:download",
        of="awaited_report",
        args=lambda names: [names["awaited_report"].pk, "csv"],
        get="404 403 403 403 404 404 404",
        post=NO_METHOD,
        html=False,
    ),
    # What is measured: an alliance's own, written by who coordinates it.
    of("reports:measures", "celje", get=MEASURED, post=NO_METHOD_INSIDE),
    *(
        of(f"reports:new_{what}", "celje", get=MEASURING, post=MEASURING.replace("200", "422"))
        for what in ("milestone", "indicator")
    ),
    Row(route="reports:indicator", args=pk("indicator"), get=MEASURED, post=NO_METHOD_INSIDE),
    *(
        Row(route=f"reports:{act}", args=pk(name), get=MEASURING, post=MEASURING.replace("200", "422"))
        for act, name in (
            ("edit_milestone", "milestone"),
            ("tell_milestone", "milestone"),
            ("prove_milestone", "milestone"),
            ("withdraw_milestone", "milestone"),
            ("edit_indicator", "indicator"),
            ("measure", "indicator"),
            ("withdraw_indicator", "indicator"),
            ("correct_measurement", "measurement"),
        )
    ),
    Row(
        route="reports:tell_milestone",
        of="withdrawn_milestone",
        args=pk("withdrawn_milestone"),
        get="302 404 410 410 410 404 410",
        post="302 404 410 410 410 404 410",
    ),
    Row(
        route="reports:remove_evidence",
        args=pk("evidence"),
        get=NO_METHOD_INSIDE,
        post="302 404 403 403 302 404 302",
    ),
    # When reports are due: for who coordinates.
    of("reports:schedules", "celje", get=MEASURING, post=NO_METHOD_INSIDE),
    of("reports:new_schedule", "celje", get=MEASURING, post=MEASURING.replace("200", "422")),
    Row(
        route="reports:edit_schedule",
        args=pk("schedule"),
        get=MEASURING,
        post=MEASURING.replace("200", "422"),
    ),
    Row(
        route="reports:stop_schedule",
        args=pk("schedule"),
        get=NO_METHOD_INSIDE,
        post=MEASURING.replace("200", "302"),
    ),
    # What is owed
    Row(route="activity:owed", get="302 403 403 403 403 403 200", post=NO_METHOD_INSIDE),
    Row(route="activity:all_again", get=NO_METHOD_INSIDE, post="302 403 403 403 403 403 302"),
    Row(
        route="activity:again",
        args=lambda names: [NO_ROW],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 403 403 404",
    ),
]
