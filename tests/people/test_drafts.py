"""Drafts: one for each form instance, its writer's alone, and no tab silently overwrites another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from challenges.models import Challenge
from initiatives.models import Initiative
from people.models import Draft, DraftConflict, TornSheet, forget_torn_sheets, keep_after_expiry, owner_token
from tests.world import World, person
from web.exceptions import DomainError

FORM = "initiative.log"


def typed(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def keep(world: World, pk: UUID, text: str, **more: object) -> Draft:
    args = {"pk": pk, "form": FORM, "path": "/en/initiatives/new/", "by": world.partner, **more}
    return Draft.keep(data=typed(title=text), **args)  # type: ignore[arg-type]


def test_what_was_typed_comes_back_with_every_value(world: World) -> None:
    data = typed(title="Č", csrfmiddlewaretoken="x", draft_tab="y")
    data.setlist("challenges", ["housing", "city-vibe"])
    draft = Draft.keep(pk=uuid4(), form=FORM, path="/", data=data, by=world.partner)
    draft.refresh_from_db()
    assert draft.data.getlist("challenges") == ["housing", "city-vibe"]
    assert set(draft.payload) == {"title", "challenges"}


def test_a_draft_is_seen_by_its_writer_alone(world: World) -> None:
    keep(world, uuid4(), "Mine")
    for who in (world.administrator, world.coordinator, world.other_member):
        assert not Draft.objects.visible_to(who).exists()
    assert Draft.objects.visible_to(world.partner).exists()


def test_another_persons_draft_or_another_form_is_refused(world: World) -> None:
    pk = uuid4()
    keep(world, pk, "Mine")
    with pytest.raises(DomainError):
        keep(world, pk, "Not mine", by=world.coordinator, version=1)
    with pytest.raises(DomainError):
        keep(world, pk, "Elsewhere", form="initiative.edit", version=1)
    assert Draft.objects.get().title == "Mine"


def test_a_second_tab_is_told_and_overwrites_nothing(world: World) -> None:
    pk = uuid4()
    keep(world, pk, "First", tab="a", turn=1)
    keep(world, pk, "First, longer", tab="a", turn=2)
    with pytest.raises(DraftConflict) as conflict:
        keep(world, pk, "Second", tab="b", turn=1, version=1)
    assert conflict.value.draft.title == "First, longer"
    assert Draft.objects.get().title == "First, longer"


def test_a_second_tab_that_saw_the_latest_goes_on(world: World) -> None:
    pk = uuid4()
    version = keep(world, pk, "First", tab="a", turn=1).version
    assert keep(world, pk, "Second", tab="b", turn=1, version=version).title == "Second"


def test_more_than_a_draft_holds_is_refused_in_words(world: World) -> None:
    pk = uuid4()
    keep(world, pk, "Short", tab="a")
    with pytest.raises(DomainError):
        keep(world, pk, "x" * 70_000, tab="a", turn=1)
    assert Draft.objects.get().title == "Short"


@given(turns=st.permutations(range(1, 6)))
@pytest.mark.django_db
def test_the_last_characters_win_in_whatever_order_they_arrive(turns: list[int]) -> None:
    writer = person(f"{uuid4()}@celje.example")
    pk = uuid4()
    for turn in turns:
        Draft.keep(pk=pk, form=FORM, path="/", data=typed(title="x" * turn), by=writer, tab="a", turn=turn)
    assert Draft.objects.get(pk=pk).title == "xxxxx"


def test_a_save_that_comes_after_publishing_brings_nothing_back(world: World) -> None:
    pk = uuid4()
    keep(world, pk, "Short", tab="a", turn=1)
    Draft.tear_up(pk=pk, by=world.partner, tab="a", turn=2)
    keep(world, pk, "Short te", tab="a", turn=2)
    assert not Draft.objects.exists()
    # Whoever goes back and writes on, or has it open in another tab, loses nothing.
    assert keep(world, pk, "Short text, and more", tab="a", turn=3).title == "Short text, and more"
    Draft.discard(pk=pk, by=world.partner)
    assert keep(world, pk, "Elsewhere", tab="b", turn=1) == Draft.objects.get()
    forget_torn_sheets(timezone.now() + timedelta(hours=23))
    assert TornSheet.objects.count() == 1
    forget_torn_sheets(timezone.now() + timedelta(hours=25))
    assert not TornSheet.objects.exists()


def somebody_waits() -> bool:
    """Whether any connection waits for a sheet that another holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_a_save_under_way_waits_for_publishing_and_brings_nothing_back(world: World) -> None:
    pk = uuid4()

    def save() -> None:
        try:
            keep(world, pk, "Late", tab="a", turn=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            Draft.tear_up(pk=pk, by=world.partner, tab="a", turn=1)
            late = beside.submit(save)
            while not late.done() and not somebody_waits():
                pass
            assert not late.done()
        late.result(30)
    assert not Draft.objects.exists()


def test_publishing_tells_which_tab_sent_it(world: World, client: Client) -> None:
    client.force_login(world.partner)
    pk = str(uuid4())
    told = {"title": "Shade", "text": "It is hot.", "draft": pk, "draft_tab": "tab-a", "draft_turn": "7"}
    assert client.post(reverse("initiatives:new"), told).status_code == 302
    assert TornSheet.objects.values_list("tab", "turn").get(pk=pk) == ("tab-a", 7)


def test_the_same_words_sent_twice_make_one_thing(world: World, client: Client) -> None:
    """A double click without a script, or the way back and **Publish** again."""
    client.force_login(world.partner)
    told = {"title": "Shade", "text": "It is hot.", "draft": str(uuid4())}
    first = client.post(reverse("initiatives:new"), told)
    again = client.post(reverse("initiatives:new"), {**told, "draft_tab": "tab-a", "draft_turn": "7"})
    assert again["Location"] == first["Location"]
    assert Initiative.objects.filter(title="Shade").count() == 1
    # Other words are another thing, whatever key the page still holds, and so are the same ones on a new sheet.
    client.post(reverse("initiatives:new"), {**told, "text": "It is hotter."})
    client.post(reverse("initiatives:new"), {**told, "draft": str(uuid4())})
    assert Initiative.objects.filter(title="Shade").count() == 3
    # What has no key of its own is held by its sheet as well.
    lesson = {"kind": "lesson", "text": "Trees first.", "draft": str(uuid4())}
    url = reverse("initiatives:add_update", args=["shade"])
    assert client.post(url, lesson)["Location"] == client.post(url, lesson)["Location"]
    client.force_login(world.coordinator)
    opened = {"title": "Roofs", "summary": "Rain", "key": str(uuid4()), "draft": str(uuid4())}
    for title in ("Roofs", "Roofs", "Gutters"):
        client.post(reverse("challenges:new"), {**opened, "title": title})
    assert Challenge.objects.filter(title__in=("Roofs", "Gutters")).count() == 2


def posted(world: World, **more: str) -> QueryDict:
    fields = {
        "draft": str(uuid4()),
        "draft_form": FORM,
        "draft_version": "0",
        "draft_turn": "1",
        "draft_tab": "a",
    }
    return typed(title="After the end", draft_owner=owner_token(world.partner, FORM), **{**fields, **more})


def test_what_is_posted_after_expiry_waits_for_its_writer(world: World, client: Client) -> None:
    response = client.post(reverse("account_change_password"), posted(world))
    draft = Draft.objects.get()
    assert (draft.person, draft.title) == (world.partner, "After the end")
    assert response.status_code == 302
    assert f"draft%3D{draft.pk}" in response["Location"]
    assert "After the end" not in response.content.decode()


def test_a_save_after_expiry_leads_back_to_its_form(world: World, client: Client) -> None:
    """What saves a form by itself is sent to an address that nobody can open."""
    pk = uuid4()
    data = posted(world, draft=str(pk), draft_path="/en/initiatives/new/")
    answer = client.post(reverse("people:draft", args=[pk]), data, headers={"HX-Request": "true"})
    assert f"next=/en/initiatives/new/%3Fdraft%3D{pk}" in answer["HX-Redirect"]
    assert Draft.objects.get().path == "/en/initiatives/new/"
    elsewhere = posted(world, draft_path="//elsewhere.example/")
    assert "elsewhere" not in client.post(reverse("account_change_password"), elsewhere)["Location"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_form_whose_cookie_is_gone_is_kept(world: World, signed_in: bool) -> None:
    strict = Client(enforce_csrf_checks=True)
    if signed_in:
        strict.force_login(world.partner)
    data = posted(world, draft_path="/en/initiatives/new/")
    answer = strict.post(reverse("initiatives:new"), data)
    draft = Draft.objects.get()
    back = f"/en/initiatives/new/?draft={draft.pk}"
    assert (draft.person, draft.title) == (world.partner, "After the end")
    assert answer["Location"] == (back if signed_in else f"/accounts/login/?next={quote(back)}")
    assert not Initiative.objects.filter(title="After the end").exists()
    data["draft_owner"] = "forged"
    assert strict.post(reverse("initiatives:new"), data).status_code == 403


@pytest.mark.parametrize(
    "forged",
    [{"draft_owner": "forged"}, {"draft_form": "other.form"}, {"draft": "no-uuid"}, {"draft_turn": "many"}],
)
def test_a_forged_sign_keeps_nothing(world: World, forged: dict[str, str]) -> None:
    data = posted(world)
    for name, value in forged.items():
        data[name] = value
    assert keep_after_expiry(data, "/en/me/") is None
    assert not Draft.objects.exists()


def test_after_expiry_another_tabs_newer_text_is_left_alone(world: World) -> None:
    pk = uuid4()
    keep(world, pk, "Newer", tab="b", turn=1)
    kept = keep_after_expiry(posted(world, draft=str(pk)), "/en/me/")
    assert kept is not None
    assert {draft.title for draft in Draft.objects.all()} == {"Newer", "After the end"}


def save(client: Client, world: World, pk: UUID, title: str, **more: str) -> str:
    data = posted(world, draft=str(pk), **more)
    data["title"] = title
    return client.post(reverse("people:draft", args=[pk]), data).content.decode()


def test_saving_answers_with_the_time_and_the_version(world: World, client: Client) -> None:
    client.force_login(world.partner)
    pk = uuid4()
    assert "status-line--saved" in save(client, world, pk, "Half a")
    answer = save(client, world, pk, "Half a sentence", draft_turn="2", draft_version="1")
    assert 'name="draft_version" value="2"' in answer
    assert Draft.objects.get().title == "Half a sentence"


def test_a_second_tab_meets_words_and_a_way_to_keep_both(world: World, client: Client) -> None:
    client.force_login(world.partner)
    pk = uuid4()
    save(client, world, pk, "Newer", draft_tab="b")
    answer = save(client, world, pk, "Older", draft_tab="c")
    assert "changed in another tab" in answer
    assert 'value="keep_apart"' in answer
    assert Draft.objects.get().title == "Newer"


def test_when_somebody_else_signed_in_the_text_goes_to_its_writer(world: World, client: Client) -> None:
    client.force_login(world.coordinator)
    answer = save(client, world, uuid4(), "From the youth centre")
    assert "kept for its writer" in answer
    assert Draft.objects.get().person == world.partner


def test_discarding_is_ones_own_act(world: World, client: Client) -> None:
    draft = keep(world, uuid4(), "Mine")
    client.force_login(world.coordinator)
    url = reverse("people:discard_draft", args=[draft.pk])
    client.post(url, {"next": reverse("people:draft", args=[draft.pk])})
    assert Draft.objects.exists()
    client.force_login(world.partner)
    answer = client.post(url, {"next": "https://elsewhere.example/"})
    assert not Draft.objects.exists()
    assert "elsewhere" not in answer["Location"]
