"""Translations of whatever can be translated."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, OWN, SIGNED_IN, Row, into

ROWS: list[Row] = [
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
]
