"""Making a kit: everything public about one challenge, as one zip."""

import json
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from blocks.models import Block, Tag
from blocks.models.state import SETTLED
from challenges.models import Adoption, Challenge
from initiatives.models import Initiative, Update
from kits.format import FORMAT, KIT, LICENCE, README, VERSION
from kits.models import Brought
from web.models import Translatable

MOST = 500  # initiatives in a kit, the newest
TERMS = "Shared so that others may understand, adapt and reuse it (CC BY 4.0): name the city and the installation."
EVERYBODY = AnonymousUser()


def kit_of(challenge: Challenge, *, at: datetime | None = None) -> dict[str, Any]:
    """The kit as data: only what everybody may see, whoever asks."""
    rows = Initiative.objects.standing().visible_to(EVERYBODY).on_challenge(challenge)
    initiatives = list(rows.select_related("partnership__organisation").newest_first()[:MOST])
    lessons = list(
        Update.objects.standing()
        .visible_to(EVERYBODY)
        .filter(initiative__in=initiatives, kind=Update.Kind.LESSON)
        .select_related("organisation")
        .order_by("happened_on", "pk")
    )
    settled = Tag.objects.filter(initiative__in=initiatives, state__in=SETTLED)
    tags = list(settled.select_related("block").order_by("block__order", "block__slug"))
    blocks: dict[Any, Block] = {tag.block_id: tag.block for tag in tags}
    organisations = {one.partnership.organisation_id: one.partnership.organisation for one in initiatives}
    organisations |= {one.organisation_id: one.organisation for one in lessons}
    brought = Brought.objects.filter(challenge=challenge).first()
    alliance = challenge.alliance
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": _moment(at or timezone.now()),
        "site": brought.site if brought else settings.SITE_URL,
        "licence": TERMS,
        "alliance": {
            "id": str(alliance.pk),
            "slug": alliance.slug,
            "city": alliance.city,
            "country": str(alliance.country),
            "latitude": alliance.latitude,
            "longitude": alliance.longitude,
            "languages": list(alliance.languages),
            "time_zone": alliance.time_zone,
            **written(alliance),
        },
        "theme": challenge.theme and {"slug": challenge.theme.slug, **written(challenge.theme)},
        "challenge": {
            "id": str(challenge.pk),
            "slug": challenge.slug,
            "url": brought.url if brought else address(challenge),
            "sources": list(challenge.sources),
            "demo": challenge.demo,
            **written(challenge),
        },
        "blocks": [
            {"slug": one.slug, "shape": one.shape, **written(one)}
            for one in sorted(blocks.values(), key=lambda one: one.slug)
        ],
        "organisations": [
            {"id": str(one.pk), "slug": one.slug, "sector": one.sector, **written(one)}
            for one in sorted(organisations.values(), key=lambda one: one.slug)
        ],
        "initiatives": [_initiative(one, tags, lessons) for one in initiatives],
        "lineage": [*(brought.lineage if brought else []), *_lineage(challenge)],
    }


def written(thing: Translatable) -> dict[str, Any]:
    """What it says, in the language it was written in and in every other it can be read in."""
    others = {code: one.texts for code, one in sorted(thing.renderings().items()) if code != thing.language}
    return {"language": thing.language, "texts": thing.own_texts, "translations": others}


def _initiative(one: Initiative, tags: list[Tag], lessons: list[Update]) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "slug": one.slug,
        "organisation": one.partnership.organisation.slug,
        "stage": one.stage,
        "demo": one.demo,
        "logged_at": _moment(one.logged_at),
        "tags": [
            {
                "block": tag.block.slug,
                "strength": tag.strength,
                "reason": tag.reason,
                "language": tag.language,
            }
            for tag in tags
            if tag.initiative_id == one.pk
        ],
        "lessons": [
            {
                "id": str(lesson.pk),
                "organisation": lesson.organisation.slug,
                "happened_on": _day(lesson.happened_on),
                "demo": lesson.demo,
                **written(lesson),
            }
            for lesson in lessons
            if lesson.initiative_id == one.pk
        ],
        **written(one),
    }


def _lineage(challenge: Challenge) -> list[dict[str, Any]]:
    """What was made out of it so far, nearest first."""
    rows = Adoption.objects.visible_to(EVERYBODY).beneath([challenge]).get(challenge.pk, [])
    return [
        {
            "city": row.alliance.city,
            "title": row.local.title,
            "language": row.local.language,
            "depth": row.local.depth - challenge.depth,
            "stage": row.stage,
            "state": row.state,
            "began_on": _day(row.began_on),
            "url": address(row),
        }
        for row in rows
        if row.local is not None
    ]


def address(thing: Any) -> str:
    """Its page in this installation, as the rest of the world reaches it."""
    with translation.override("en"):
        return f"{settings.SITE_URL.rstrip('/')}{thing.get_absolute_url()}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _day(day: date) -> str:
    return day.isoformat()


def packed(kit: dict[str, Any]) -> bytes:
    """The kit as a zip: the data, the same to read, and on what terms."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(KIT, json.dumps(kit, ensure_ascii=False, indent=1))
        archive.writestr(README, readable(kit))
        archive.writestr(LICENCE, f"{kit['licence']}\n{kit['challenge']['url']}\n")
    return out.getvalue()


def readable(kit: dict[str, Any]) -> str:
    """The kit as Markdown, for a person without a platform."""
    challenge = kit["challenge"]
    title, *sections = challenge["texts"].values()
    lines = [f"# {title}", "", f"{kit['alliance']['city']} · {challenge['url']}", ""]
    for words in sections:
        lines += [words, ""]
    for one in kit["initiatives"]:
        name, *rest = one["texts"].values()
        lines += [f"## {name}", "", *rest, ""]
        lines += [f"- {tag['block']}: {tag['reason'] or tag['strength']}" for tag in one["tags"]]
        for lesson in one["lessons"]:
            lines += [
                "",
                f"> {lesson['happened_on']}: " + " ".join(lesson["texts"].values()).replace("\n", "\n> "),
            ]
        lines.append("")
    for row in kit["lineage"]:
        lines.append(
            f"{'  ' * (row['depth'] - 1)}- {row['city']}: {row['title']} ({row['began_on']}) {row['url']}"
        )
    return "\n".join(lines) + "\n"
