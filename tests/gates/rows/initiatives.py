"""Initiatives, their updates and files, import."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, OWN, Row, hidden, of

# Bringing a table of initiatives: who coordinates any alliance.
IMPORTERS = "302 403 403 403 200 200 200"
# One import: the coordinators of its alliance and administrators.
IMPORT = "302 403 403 403 200 404 200"

ROWS: list[Row] = [
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
            "one": {"get": IMPORT, "post": NO_METHOD_INSIDE},
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
]
