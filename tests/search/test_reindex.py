"""The index written anew says what stands, and forgets what does not."""

import pytest
from django.core.management import call_command

from initiatives.models import Initiative
from search.find import find, matching
from search.models import Entry, Word
from tests.world import World, initiative


def test_an_emptied_index_is_whole_again(world: World) -> None:
    made = initiative(world.youth, "Lamp")
    withdrawn = initiative(world.youth, "Gone")
    withdrawn.withdraw(by=world.partner, reason="Logged twice")
    Entry.objects.all().delete()
    call_command("reindex")
    assert matching(Initiative, "lamp", None) == [made.pk]
    assert not matching(Initiative, "gone", None)
    assert len(find("vibe", None).hits) == 1
    assert find("governance", None).count == 1


def test_what_is_no_longer_there_is_forgotten_with_its_words(world: World) -> None:
    made = initiative(world.youth, "Zeppelin")
    assert Word.objects.filter(text="zeppelin").exists()
    Initiative.objects.filter(pk=made.pk).delete()
    call_command("reindex")
    assert not Entry.objects.filter(subject_id=made.pk).exists()
    assert not Word.objects.filter(text="zeppelin").exists()


def test_one_kind_alone_leaves_the_others(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    call_command("reindex", "challenge")
    assert capsys.readouterr().out == "challenge: 3\n"
    assert Entry.objects.count() == before


def test_an_unknown_kind_is_refused_in_words(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("reindex", "chalenge")
    assert "No such kind: chalenge" in capsys.readouterr().err
