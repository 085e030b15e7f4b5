"""Challenges, their dossiers, adoptions and lessons."""

from tests.gates.row import ALL, NO_METHOD, NO_METHOD_INSIDE, OWN, Row, of

ROWS: list[Row] = [
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
]
