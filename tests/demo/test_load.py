"""The demo's data goes through the house's own verbs: it loads, and loading it again changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from activity.models import Event
from alliances.models import Commitment
from initiatives.models import Initiative, InitiativeFile, InitiativeRevision, Update
from magnet.demo.files import rows
from magnet.demo.load import load
from magnet.demo.pictures import PICTURES, picture
from people.models import DraftFile
from reports.measures.models import Indicator, Measurement, Milestone
from reports.models import Format, Report
from reports.schedules.models import ReportSchedule
from tests.reports.making import perform_for


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_it_loads_and_loading_it_again_changes_nothing() -> None:
    load()
    measured = (Milestone, Indicator, Measurement, ReportSchedule, Report)
    kept = (Initiative, InitiativeRevision, InitiativeFile, Update, Commitment, *measured)
    once = [model.objects.count() for model in kept]  # type: ignore[attr-defined]
    assert once[0] == len(rows("initiatives"))
    drawn = {row["slug"]: row["picture"] for row in rows("initiatives") if "picture" in row}
    assert once[2:5] == [len(drawn), len(rows("updates")), len(rows("commitments"))]
    assert once[5:7] == [len(rows("milestones")), len(rows("indicators"))]
    assert all(one.demo for model in measured[:2] for one in model.objects.all())  # type: ignore[attr-defined]
    assert Measurement.objects.exclude(superseded_at=None).exists()
    assert {row["draws"] for row in drawn.values()} == set(PICTURES)
    for file in InitiativeFile.objects.select_related("initiative"):
        of = drawn[file.initiative.slug]
        assert (file.name, file.alt) == (f"{of['draws']}.webp", of["alt"])
        assert file.added_by == file.initiative.author
        with Image.open(str(file.location("page"))) as photo:
            assert photo.size == (file.width, file.height) == (1200, 800)
    # A picture came along when the initiative was logged; it is no news of its own, and no draft is left.
    assert not Event.objects.filter(kind="initiative.files_changed").exists()
    assert not Event.objects.filter(created_at__gt=timezone.now()).exists(), "nothing was done in the future"
    assert not DraftFile.objects.exists()
    assert {one.state for one in Commitment.objects.all()} == {"open", "done", "given_up"}
    courtyard = Initiative.objects.get(slug="open-courtyard")
    assert courtyard.needed
    assert courtyard.offered
    assert courtyard.audiences.count() == 2
    assert courtyard.participation == "involve"
    # What the demo's worker does first: write the files of the report that was frozen.
    report = perform_for(Report.objects.get())
    assert report.is_frozen
    assert {box.name for box in report.boxes if not box.text} == set()
    assert {file.format for file in report.files.all()} == set(Format.values)
    load()
    assert [model.objects.count() for model in kept] == once  # type: ignore[attr-defined]


def test_the_same_name_gives_the_same_picture() -> None:
    assert picture("courtyard") == picture("courtyard")
    assert len({picture(name) for name in PICTURES}) == len(PICTURES)
