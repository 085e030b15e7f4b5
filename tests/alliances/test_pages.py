"""The alliances' pages: who gets which answer, what they show, and what bad input meets."""

from typing import Any

import pytest
from django.test import Client

from activity.models import Event
from alliances.models import Alliance, Invitation, Organisation, Partnership
from tests import world as cast
from tests.world import World

PEOPLE = (
    "visitor",
    "outsider",
    "other_member",
    "partner",
    "coordinator",
    "kosice_coordinator",
    "administrator",
)
TO_SIGN_IN = 302
NOBODYS = "00000000-0000-4000-8000-000000000000"


def as_(world: World, who: str) -> Client:
    """A browser with that member of the cast signed in, or nobody for a visitor."""
    client = Client()
    if who != "visitor":
        client.force_login(getattr(world, who))
    return client


def invitation(world: World, email: str = "new@youth.example", **fields: Any) -> Invitation:
    wanted = {
        "partnership": world.youth,
        "role": "member",
        "language": "en",
        "by": world.coordinator,
        **fields,
    }
    return Invitation.send(email=email, **wanted)


def wanted(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "email": "new@youth.example",
        "partnership": world.youth.pk,
        "role": "member",
        "language": "sl",
        **fields,
    }


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("path", ["/en/alliances/", "/en/alliances/celje/", "/en/partners/youth-centre/"])
def test_what_is_public_is_read_by_everybody(world: World, path: str, who: str) -> None:
    answer = as_(world, who).get(path)
    assert answer.status_code == 200
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(
    "path", ["/en/alliances/nowhere/", "/en/partners/nobody/", "/en/alliances/nowhere/invite/"]
)
def test_what_is_not_there_is_404(world: World, path: str) -> None:
    assert as_(world, "coordinator").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/en/alliances/", "/en/alliances/celje/", "/en/partners/youth-centre/"])
def test_public_pages_take_nothing(world: World, path: str) -> None:
    assert as_(world, "administrator").post(path).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"),
    list(zip(PEOPLE, (TO_SIGN_IN, 403, 200, 200, 200, 403, 200), strict=True)),
)
def test_who_may_invite(world: World, who: str, status: int) -> None:
    assert as_(world, who).get("/en/alliances/celje/invite/").status_code == status
    own = world.incubator if who == "other_member" else world.youth
    answer = as_(world, who).post("/en/alliances/celje/invite/", wanted(world, partnership=own.pk))
    assert answer.status_code == (302 if status == 200 else status)
    assert Invitation.objects.count() == (1 if status == 200 else 0)


def test_members_invite_only_where_the_alliance_lets_them(world: World) -> None:
    Alliance.objects.filter(pk=world.celje.pk).update(members_invite=False)
    assert as_(world, "partner").get("/en/alliances/celje/invite/").status_code == 403
    assert as_(world, "coordinator").get("/en/alliances/celje/invite/").status_code == 200
    assert "/en/alliances/celje/invite/" not in as_(world, "partner").get("/en/alliances/celje/").text


@pytest.mark.parametrize("place", ["incubator", "kosice_city"])
def test_a_member_invites_into_no_other_organisation(world: World, place: str) -> None:
    forged = wanted(world, partnership=getattr(world, place).pk)
    answer = as_(world, "partner").post("/en/alliances/celje/invite/", forged)
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_coordinator_invites_into_no_other_alliance(world: World) -> None:
    forged = wanted(world, partnership=world.kosice_city.pk)
    assert as_(world, "coordinator").post("/en/alliances/celje/invite/", forged).status_code == 422
    assert as_(world, "coordinator").post("/en/alliances/kosice/invite/", forged).status_code == 403
    assert not Invitation.objects.exists()


def test_a_member_names_no_coordinator(world: World) -> None:
    as_(world, "partner").post("/en/alliances/celje/invite/", wanted(world, role="coordinator"))
    assert Invitation.objects.get().role == "member"
    as_(world, "coordinator").post("/en/alliances/celje/invite/", wanted(world, role="coordinator"))
    assert Invitation.objects.open().get().role == "coordinator"


@pytest.mark.parametrize(
    "broken",
    [
        {"email": ""},
        {"email": "nonsense"},
        {"email": "new\x00@youth.example"},
        {"email": f"{'n' * 255}@youth.example"},
        {"email": "partner@celje.example"},
        {"language": "tlh"},
        {"partnership": "nonsense"},
        {"partnership": NOBODYS},
        {"role": "emperor"},
    ],
    ids=str,
)
def test_a_refused_form_keeps_what_was_typed(world: World, broken: dict[str, str]) -> None:
    sent = wanted(world, **{"email": "kept@youth.example", **broken})
    answer = as_(world, "coordinator").post("/en/alliances/celje/invite/", sent)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    if "email" not in broken:
        assert "kept@youth.example" in answer.text
    assert not Invitation.objects.exists()


def test_an_empty_post_is_a_refused_form(world: World) -> None:
    assert as_(world, "coordinator").post("/en/alliances/celje/invite/").status_code == 422


def test_what_waits_is_listed_to_whom_it_concerns(world: World) -> None:
    own, other = invitation(world), invitation(world, "new@incubator.example", partnership=world.incubator)
    seen = {
        who: as_(world, who).get("/en/alliances/celje/invite/").text for who in ("partner", "coordinator")
    }
    assert own.email in seen["partner"]
    assert other.email not in seen["partner"]
    assert own.email in seen["coordinator"]
    assert other.email in seen["coordinator"]
    own.revoke(by=world.coordinator)
    assert own.email not in as_(world, "partner").get("/en/alliances/celje/invite/").text


def test_an_administrator_who_reads_who_is_invited_is_noted(world: World) -> None:
    sent = invitation(world)
    as_(world, "administrator").get("/en/alliances/celje/invite/")
    assert Event.objects.get(kind="wall.crossed").subject_id == sent.pk


@pytest.mark.parametrize(
    ("who", "status"),
    list(zip(PEOPLE, (TO_SIGN_IN, 404, 403, 302, 302, 404, 302), strict=True)),
)
def test_who_may_withdraw(world: World, who: str, status: int) -> None:
    sent = invitation(world)
    path = f"/en/alliances/celje/invite/{sent.pk}/withdraw/"
    assert as_(world, who).get(path).status_code in {405, TO_SIGN_IN}
    answer = as_(world, who).post(path)
    assert answer.status_code == status
    sent.refresh_from_db()
    withdrawn = who in {"partner", "coordinator", "administrator"}
    assert bool(sent.revoked_at) is withdrawn


def test_a_member_withdraws_no_coordinators_invitation(world: World) -> None:
    sent = invitation(world, role="coordinator")
    path = f"/en/alliances/celje/invite/{sent.pk}/withdraw/"
    assert path not in as_(world, "partner").get("/en/alliances/celje/invite/").text
    assert as_(world, "partner").post(path).status_code == 403


def test_an_invitation_is_found_under_its_own_alliance_only(world: World) -> None:
    sent = invitation(world)
    path = f"/en/alliances/kosice/invite/{sent.pk}/withdraw/"
    assert as_(world, "administrator").post(path).status_code == 404
    assert Invitation.objects.get().is_open()


# What the pages say


def test_names_stand_in_the_order_of_the_readers_alphabet(world: World) -> None:
    for slug, name in [("zaba", "Žaba"), ("cz", "Czech"), ("caj", "Čaj"), ("zz", "Zz"), ("dom", "Dom")]:
        made = Organisation.objects.create(slug=slug, name=name, language="sl", sector="youth")
        Partnership.objects.create(organisation=made, alliance=world.kosice)
    ours = Organisation.objects.exclude(
        slug__in=["youth-centre", "incubator", "municipality", "city-of-kosice"]
    )
    assert [row.name for row in ours.by_name()] == ["Czech", "Čaj", "Dom", "Zz", "Žaba"]

    def order(page: str) -> list[str]:
        return sorted((name for name in ("Czech", "Čaj", "Dom", "Zz", "Žaba")), key=page.index)

    assert order(Client().get("/sl/alliances/kosice/").text) == ["Czech", "Čaj", "Dom", "Zz", "Žaba"]
    # To an English reader č is a c, and ž a z.
    assert order(Client().get("/en/alliances/kosice/").text) == ["Čaj", "Czech", "Dom", "Žaba", "Zz"]


def test_a_changed_name_changes_its_place(world: World) -> None:
    made = world.youth.organisation
    made.name = "Zadruga"
    made.save()
    in_bulk = Organisation(slug="bulk", name="Aa", sector="youth")
    Organisation.objects.bulk_create([in_bulk])
    names = [row.name for row in Organisation.objects.by_name()]
    assert (names[0], names[-1]) == ("Aa", "Zadruga")


def test_each_meaning_is_read_in_the_readers_language_and_marked_otherwise(world: World) -> None:
    made = world.youth.organisation
    made.meaning, made.translations = (
        "Ideas matter",
        {"sl": {"name": "Mladinski center", "meaning": "Ideje štejejo"}},
    )
    made.save()
    for path in ("/sl/alliances/celje/", "/sl/partners/youth-centre/"):
        page = Client().get(path).text
        assert "Ideje štejejo" in page
        assert "Ideas matter" not in page
    page = Client().get("/sk/alliances/celje/").text
    assert 'lang="en">Ideas matter' in page.replace("\n", "")


def test_a_role_by_inference_says_so(world: World) -> None:
    Partnership.objects.filter(pk=world.municipality.pk).update(role_inferred=True)
    page = Client().get("/en/alliances/celje/").text
    assert "Main Urban Authority, by inference" in page
    assert "Main Urban Authority, by inference" not in Client().get("/en/alliances/kosice/").text


def test_who_has_left_is_no_longer_at_the_table(world: World) -> None:
    Partnership.objects.filter(pk=world.incubator.pk).update(since="2024-12-01", until="2025-03-01")
    assert "Business Incubator" not in Client().get("/en/alliances/celje/").text
    page = Client().get("/en/partners/incubator/").text
    assert "1 December 2024 to 1 March 2025" in page


def test_text_of_theirs_is_never_markup(world: World) -> None:
    canary = "<img src=x onerror=alert(1)>"
    Organisation.objects.update(name=canary, about=canary, meaning=canary)
    Alliance.objects.update(name=canary, description=canary, city=canary)
    for path in (
        "/en/alliances/",
        "/en/alliances/celje/",
        "/en/partners/youth-centre/",
        "/en/alliances/celje/invite/",
    ):
        page = as_(world, "coordinator").get(path).text
        assert "<img src=x" not in page
        assert "&lt;img" in page


# What the pages cost


def grow(world: World, number: int) -> None:
    for index in range(number):
        made = Organisation.objects.create(
            slug=f"o{index}", name=f"O {index}", sector="youth", place=world.prebold
        )
        row = Partnership.objects.create(organisation=made, alliance=world.celje)
        invitation(world, f"{index}@o.example", partnership=row, by=world.administrator)
        cast.alliance(f"a{index}", f"City {index}", "HR")


@pytest.mark.parametrize("rows", [5, 40])
@pytest.mark.parametrize(
    ("path", "anonymous", "signed_in"),
    [
        ("/en/alliances/", 6, 8),
        ("/en/alliances/celje/", 11, 13),  # one of them for the reports that everybody may read
        ("/en/partners/youth-centre/", 8, 10),
        ("/en/alliances/celje/invite/", None, 8),
    ],
)
def test_pages_ask_few_questions_however_many_rows(
    world: World,
    django_assert_max_num_queries: Any,
    path: str,
    anonymous: int | None,
    signed_in: int,
    rows: int,
) -> None:
    grow(world, rows)
    if anonymous is not None:
        with django_assert_max_num_queries(anonymous):
            assert Client().get(path).status_code == 200
    client = as_(world, "coordinator")
    with django_assert_max_num_queries(signed_in):
        assert client.get(path).status_code == 200
