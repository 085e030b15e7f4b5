"""Alliances, invitations, commitments."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, OWN, Row, hidden, of, pk

ROWS: list[Row] = [
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
]
