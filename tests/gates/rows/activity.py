"""What moves, what is owed, what is kept of a person, and saved searches: each their own."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, OWN, SIGNED_IN, Row, of

NO_ROW = 0

ROWS: list[Row] = [
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
