"""Making a kit: everything public about one challenge, as one zip."""

import json
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blocks.models import Block, Strength, Tag
from blocks.models.state import SETTLED
from challenges.models import Adoption, Challenge
from challenges.models.dossier import SECTIONS
from challenges.sections import label_of
from initiatives.models import Initiative, InitiativeFile, Update, UpdateFile
from kits.format import FORMAT, KIT, LICENCE, README, VERSION, Kit, picture_entry
from kits.models import Brought
from web.files import File
from web.models import Translatable
from web.uploads import Size

MOST = 500  # initiatives in a kit, the newest
MOST_PICTURES = 15 * 1024 * 1024  # bytes of all pictures; those of the newest initiatives come first
TERMS = "Shared so that others may understand, adapt and reuse it (CC BY 4.0): name the city and the installation."
EVERYBODY = AnonymousUser()


def kit_of(challenge: Challenge, *, at: datetime | None = None) -> Kit:
    """The kit: only what everybody may see, whoever asks."""
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
    # In the origin's order: an installation without them takes that order over.
    blocks_in_order = sorted(blocks.values(), key=lambda one: (one.order, one.slug))
    organisations = {one.partnership.organisation_id: one.partnership.organisation for one in initiatives}
    organisations |= {one.organisation_id: one.organisation for one in lessons}
    brought = Brought.objects.filter(challenge=challenge).first()
    alliance = challenge.alliance
    pictures = _Pictures()
    pictures.gather(InitiativeFile, initiatives)
    pictures.gather(UpdateFile, lessons)
    data = {
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
        "blocks": [{"slug": one.slug, "shape": one.shape, **written(one)} for one in blocks_in_order],
        "organisations": [
            {"id": str(one.pk), "slug": one.slug, "sector": one.sector, **written(one)}
            for one in sorted(organisations.values(), key=lambda one: one.slug)
        ],
        "initiatives": [_initiative(one, tags, lessons, pictures) for one in initiatives],
        "lineage": [*(brought.lineage if brought else []), *_lineage(challenge)],
    }
    return Kit(data, pictures.content)


class _Pictures:
    """The photos that come along, as they are shown: rows by what they belong to, and their bytes by id."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.content: dict[str, bytes] = {}
        self.size = 0

    def gather(self, model: type[File], owners: list[Any]) -> None:
        """Take in the photos of ``owners``, in their order, as long as there is room; one query."""
        photos: Any = model._default_manager.filter(**{f"{model.OWNER}__in": owners})
        order = {owner.pk: number for number, owner in enumerate(owners)}
        rows = list(photos.standing().photos().in_order())
        for row in sorted(rows, key=lambda row: order[getattr(row, f"{model.OWNER}_id")]):
            path = row.location(Size.PAGE)
            if path is not None and path.is_file() and self.size + path.stat().st_size <= MOST_PICTURES:
                self._take(getattr(row, f"{model.OWNER}_id"), row, path.read_bytes())

    def _take(self, owner: Any, row: File, content: bytes) -> None:
        self.size += len(content)
        self.content[str(row.pk)] = content
        said = {"id": str(row.pk), "name": row.name, "alt": row.alt, "added_at": _moment(row.added_at)}
        self.rows[owner].append(said)


def written(thing: Translatable) -> dict[str, Any]:
    """What it says, in the language it was written in and in every other it can be read in."""
    others = {code: one.texts for code, one in sorted(thing.renderings().items()) if code != thing.language}
    return {"language": thing.language, "texts": thing.own_texts, "translations": others}


def _initiative(
    one: Initiative, tags: list[Tag], lessons: list[Update], pictures: _Pictures
) -> dict[str, Any]:
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
                "pictures": pictures.rows[lesson.pk],
                **written(lesson),
            }
            for lesson in lessons
            if lesson.initiative_id == one.pk
        ],
        "pictures": pictures.rows[one.pk],
        **written(one),
    }


def _lineage(challenge: Challenge) -> list[dict[str, Any]]:
    """What was made out of it so far, nearest first."""
    rows = Adoption.objects.visible_to(EVERYBODY).beneath([challenge]).get(challenge.pk, [])
    return [
        {
            "city": row.alliance.city,
            "title": row.open_local.title,
            "language": row.open_local.language,
            "depth": row.open_local.depth - challenge.depth,
            "stage": row.stage,
            "state": row.state,
            "began_on": _day(row.began_on),
            "url": address(row),
        }
        for row in rows
        if row.open_local
    ]


def address(thing: Any) -> str:
    """Its page in this installation, as the rest of the world reaches it."""
    with translation.override("en"):
        return f"{settings.SITE_URL.rstrip('/')}{thing.get_absolute_url()}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _day(day: date) -> str:
    return day.isoformat()


def packed(kit: Kit) -> bytes:
    """The kit as a zip: the data, the same to read, on what terms, and the pictures."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(KIT, json.dumps(kit.data, ensure_ascii=False, indent=1))
        archive.writestr(README, readable(kit.data))
        archive.writestr(LICENCE, f"{kit.data['licence']}\n{kit.data['challenge']['url']}\n")
        for pk, content in kit.pictures.items():
            archive.writestr(picture_entry(pk), content, zipfile.ZIP_STORED)
    return out.getvalue()


def readable(kit: dict[str, Any]) -> str:
    """The kit as Markdown, for a person without a platform; its headings in the challenge's own language."""
    challenge = kit["challenge"]
    texts = challenge["texts"]
    names = {row["slug"]: row["texts"]["name"] for row in kit["blocks"]}
    with translation.override(challenge["language"]):
        lines = [f"# {texts['title']}", "", f"{kit['alliance']['city']} · {challenge['url']}", ""]
        lines += [f"{texts[name]}\n" for name in ("summary", "body") if texts.get(name)]
        lines += [f"## {label_of(name)}\n\n{texts[name]}\n" for name in SECTIONS if texts.get(name)]
        if kit["initiatives"]:
            lines += [f"## {_('Initiatives')}", ""]
        for one in kit["initiatives"]:
            lines += [*_told(one, names), ""]
        if kit["lineage"]:
            lines += [f"## {_('Lineage')}", ""]
    for row in kit["lineage"]:
        lines.append(
            f"{'  ' * (row['depth'] - 1)}- {row['city']}: {row['title']} ({row['began_on']}) {row['url']}"
        )
    return "\n".join(lines) + "\n"


def _told(one: dict[str, Any], names: dict[str, str]) -> list[str]:
    """One initiative with its pictures, blocks and lessons, in lines of Markdown; ``names`` are the blocks'."""
    name, *rest = one["texts"].values()
    lines = [f"### {name}", "", *rest, ""]
    lines += [f"![{row['alt']}]({picture_entry(row['id'])})\n" for row in one["pictures"]]
    for tag in one["tags"]:
        lines.append(f"- {names[tag['block']]}: {tag['reason'] or Strength(tag['strength']).label}")
    for lesson in one["lessons"]:
        said = " ".join(lesson["texts"].values()).replace("\n", "\n> ")
        lines += ["", f"> {lesson['happened_on']}: {said}"]
        lines += [f"\n![{row['alt']}]({picture_entry(row['id'])})" for row in lesson["pictures"]]
    return lines
