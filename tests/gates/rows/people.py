"""One's own settings and drafts."""

from tests.gates.row import NO_METHOD_INSIDE, NOBODYS, SIGNED_IN, Row

ROWS: list[Row] = [
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
]
