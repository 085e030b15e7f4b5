"""Which initiatives are close to one, and why, in words."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Initiative, Named
from search.near import near

NEAREST = 3
CANDIDATES = 30
STEM = 5  # letters that two forms of one word share, near enough in all five languages


@dataclass(frozen=True, slots=True)
class Similar:
    """An initiative and the sentences that say what it has in common with another."""

    initiative: Initiative
    reasons: list[str | Promise]


def similar(initiative: Initiative, person: Any) -> list[Similar]:
    """Up to three initiatives close to ``initiative`` that ``person`` may see, the closest first; two queries.

    They share a challenge or the words of its title; the same place adds to that. ``initiative`` must carry its
    challenges (``with_challenges``).
    """
    text, titles = initiative.text, {initiative.language: initiative.title}
    titles[text.language] = text.title
    alike = near(Initiative, titles.items(), person, leave_out=initiative.pk)
    others = Initiative.objects.standing().visible_to(person).exclude(pk=initiative.pk)
    shared = [one.slug for one in initiative.named_challenges]
    on_the_same = others.filter(challenges__slug__in=shared).newest_first().values("pk")[:CANDIDATES]
    rows = others.filter(Q(pk__in=alike) | Q(pk__in=on_the_same)).for_cards().with_challenges(person)
    weighed = []
    for row in rows:
        reasons, weight = _in_common(initiative, row, alike.get(row.pk, 0.0))
        if weight:
            weighed.append((weight, row.logged_at, Similar(row, reasons)))
    weighed.sort(key=lambda one: one[:2], reverse=True)
    return [one for _weight, _when, one in islice(weighed, NEAREST)]


def _in_common(one: Initiative, other: Initiative, rank: float) -> tuple[list[str | Promise], float]:
    """The reasons, and how much they weigh together; 0 where a shared place would be all."""
    reasons: list[str | Promise] = []
    mine = {challenge.slug for challenge in one.named_challenges}
    challenges = [challenge for challenge in other.named_challenges if challenge.slug in mine]
    words = _words_in_both(one, other) if rank else []
    weight = 2.0 * len(challenges) + 4 * rank + len(words)
    if not weight:
        return reasons, 0.0
    if challenges:
        reasons.append(_both_work_on(challenges))
    if words:
        quoted = ", ".join(_("“%(word)s”") % {"word": word} for word in words)
        reasons.append(_("Both speak of %(words)s") % {"words": quoted})
    elif rank:
        reasons.append(_("Similar words in the text"))
    if one.place_id and one.place_id == other.place_id:
        reasons.append(_("Same place: %(place)s") % {"place": other.place})
        weight += 1
    return reasons, weight


def _both_work_on(challenges: list[Named]) -> str:
    names = ", ".join(challenge.title for challenge in challenges)
    return ngettext("Same challenge: %(names)s", "Same challenges: %(names)s", len(challenges)) % {
        "names": names
    }


def _words_in_both(one: Initiative, other: Initiative) -> list[str]:
    """Up to three words of ``one``'s title that ``other``'s title or text holds too, in one of their forms.

    The reader's language goes before the one it was written in.
    """
    texts = f"{other.text.title} {other.text.body} {other.title} {other.body}"
    theirs = {_stem(word) for word in re.findall(r"\w+", texts)}
    mine = [word for word in re.findall(r"\w+", f"{one.text.title} {one.title}") if len(word) > STEM]
    shared = {_stem(word): word.lower() for word in reversed(mine) if _stem(word) in theirs}
    return list(islice(reversed(shared.values()), 3))


def _stem(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))[:STEM]
