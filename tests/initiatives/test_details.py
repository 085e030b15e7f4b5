"""What a fresh installation begins with."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from initiatives.models import Audience

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_knows_for_whom_initiatives_are() -> None:
    """In five languages, and beside what an administrator wrote before."""
    Audience.objects.all().delete()
    Audience.objects.create(slug="families", name="All families", order=1)
    for _ in range(2):
        import_module("initiatives.migrations.0009_audiences").begin(apps, None)
    found = {audience.slug: audience for audience in Audience.objects.all()}
    assert len(found) == 9
    assert found["families"].name == "All families"
    for language, _name in settings.LANGUAGES:
        assert found["older-residents"].text_in(language).language == language
