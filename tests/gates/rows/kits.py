"""Transfer kits."""

from tests.gates.row import ALL, Row, of

ROWS: list[Row] = [
    # Transfer kits: of what is public, for everybody; brought by coordinators.
    of("kits:download", "challenge", get=ALL, html=False),
    of("kits:download", "own_challenge", get="404 404 403 403 403 404 403", html=False),
    Row(route="kits:bring", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
]
