"""What the tagging desk suggests, in the reader's words: a block, and what speaks for it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blocks.models import Block, Learned, sample_of
from blocks.suggesting import CHALLENGE, Sample, Sign

MOST_REASONS = 3


@dataclass(frozen=True)
class Hint:
    """A block that probably fits, with the reasons; only ever shown, never saved."""

    block: Block
    reasons: list[str]


def hints(item: Any, blocks: list[Block], taken: set[Any]) -> list[Hint]:
    """Up to two of ``blocks`` for ``item`` (an initiative with its challenges), but for those it has already; two
    queries."""
    known = Learned.knowledge_now()
    if known is None:
        return []
    sample = sample_of(item)
    named = {challenge.slug: challenge.title for challenge in item.named_challenges}
    by_slug = {block.slug: block for block in blocks if block.pk not in taken}
    found = [one for one in known.suggest(sample, most=len(known.described)) if one.block in by_slug]
    return [
        Hint(by_slug[one.block], [said(sign, sample, named) for sign in _telling(one.signs, named)])
        for one in found[:2]
    ]


def _telling(signs: list[Sign], named: dict[str, str]) -> list[Sign]:
    """The signs that are said: the strongest of those the reader can look up on the page."""
    seen = [
        sign
        for sign in signs
        if sign.described
        or (
            sign.with_block
            and (not sign.sign.startswith(CHALLENGE) or sign.sign.removeprefix(CHALLENGE) in named)
        )
    ]
    return seen[:MOST_REASONS]


def said(sign: Sign, sample: Sample, named: dict[str, str]) -> str:
    """One reason as a sentence in the active language."""
    counts = {"count": sign.with_block, "total": sign.total}
    if sign.sign.startswith(CHALLENGE):
        return ngettext(
            "%(count)d of %(total)d tagged initiative on %(challenge)s works through it.",
            "%(count)d of %(total)d tagged initiatives on %(challenge)s work through it.",
            sign.total,
        ) % (counts | {"challenge": named[sign.sign.removeprefix(CHALLENGE)]})
    word = {"word": sample.words[sign.sign]}
    if sign.described:
        return _("It says “%(word)s”, and so does the block’s own description.") % word
    return ngettext(
        "“%(word)s” or a word like it stands in %(total)d tagged initiative, %(count)d of them with this block.",
        "“%(word)s” or a word like it stands in %(total)d tagged initiatives, %(count)d of them with this block.",
        sign.total,
    ) % (counts | word)
