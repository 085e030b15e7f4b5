"""The demo: runner, data, and two doors (one-click sign-in, sent mail) that exist by ``DEMO`` alone."""

PASSWORD = "dvorisce"  # noqa: S105 - printed on the demo's sign-in page
PEOPLE = [
    "partner@celje.example",
    "coordinator@celje.example",
    "partner@kosice.example",
    "partner@varazdin.example",
    "partner@nardo.example",
    "admin@celje.example",
]
