"""What the house itself shows: the courtyard, the styleguide, the doors."""

from tests.gates.row import ALL, NO_METHOD_INSIDE, SIGNED_IN, Row

ROWS: list[Row] = [
    Row(route="web:styleguide", get=ALL),
    # The courtyard
    Row(route="courtyard:home", get=ALL),
    Row(route="courtyard:desk", get=SIGNED_IN, post=NO_METHOD_INSIDE),
    Row(route="courtyard:overview", get="302 403 403 403 200 200 200", post=NO_METHOD_INSIDE),
    Row(route="courtyard:search", get=ALL),
    Row(route="courtyard:search", of="words", query="?q=table", get=ALL),
    Row(route="courtyard:search", of="an alliance's own", query="?q=own+not", get=ALL),
    Row(route="courtyard:help", get=ALL),
    Row(route="courtyard:accessibility", get=ALL),
    Row(route="courtyard:privacy", get=ALL),
    Row(route="courtyard:menu", get=ALL),
    # Sign-in: the signed-in are sent on.
    Row(
        route="account_login",
        get="200 302 302 302 302 302 302",
        post="422 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(
        route="account_signup",
        get="200 302 302 302 302 302 302",
        post="200 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(
        route="account_logout",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        redirects=True,
    ),
    Row(route="account_reset_password", get=ALL, post="422 422 422 422 422 422 422"),
    Row(route="account_reset_password_done", get=ALL),
    Row(route="account_reset_password_from_key_done", get=ALL),
    Row(route="account_email_verification_sent", get=ALL),
    Row(route="account_inactive", get=ALL),
    Row(route="account_change_password", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
    Row(route="account_email", get=SIGNED_IN, post="302 302 302 302 302 302 302"),
    Row(route="account_reauthenticate", get=SIGNED_IN, post="302 422 422 422 422 422 422"),
]
