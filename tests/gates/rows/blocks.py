"""Blocks, the tagging desk, coverage, connections."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, NOBODYS, OWN, Row, of

ROWS: list[Row] = [
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
]
