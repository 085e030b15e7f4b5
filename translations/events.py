"""What happens to translations."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from activity.registry import Kind, Topic

PUBLISHED = "translation.published"

TOPICS = (
    Topic(
        name="translations",
        label=_("Translations"),
        hint=_("What you follow can be read in one more language."),
        order=60,
        mail="off",
    ),
)


def words(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The language by its name in the reader's."""
    return {"into": language_name(facts["language"])}


def language_name(code: str) -> str:
    """What the reader's language calls another one."""
    return str(get_language_info(code)["name_translated"])


def published_often(count: int) -> str:
    return ngettext(
        "%(who)s translated %(what)s %(count)d time", "%(who)s translated %(what)s %(count)d times", count
    )


KINDS = (
    Kind(
        name=PUBLISHED,
        # Translators: "into" is a language's name as Django gives it, in the nominative: "(into: Slovene)".
        sentence=_("%(who)s translated %(what)s (into: %(into)s)"),
        grouped=published_often,
        words=words,
        topic="translations",
    ),
)
