"""Site visits: organising, hosting, guests, afterwards."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, NOBODYS, OWN, SIGNED_IN, Row, of, slug
from visits.by_link import word_of

# A visit: its host alliance's coordinators and administrators organise it; hosts read what guests need.
ORGANISED = "302 403 403 403 200 403 200"
HOSTED = "302 403 403 200 200 403 403"

ROWS: list[Row] = [
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
]
