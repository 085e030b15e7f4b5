"""What the demo's cities take on: blocks, challenges with their dossiers, and who adopted which."""

from datetime import datetime
from zoneinfo import ZoneInfo

from alliances.models import Alliance
from blocks.models import Block
from challenges.models import SECTIONS, Adoption, Challenge, Theme
from magnet.demo.files import LAUNCH, rows
from magnet.demo.texts import load_translations, texts_of
from search.index import index


def load_blocks() -> int:
    fields = {"name": "name", "question": "question", "description": "description"}
    for row in rows("blocks"):
        if not Block.objects.filter(slug=row["slug"]).exists():
            Block.open(
                slug=row["slug"],
                shape=row["shape"],
                order=row["order"],
                by=None,
                at=LAUNCH,
                **texts_of(row, fields),
            )
    return len(rows("blocks"))


def load_challenges() -> int:
    for row in rows("themes"):
        Theme.objects.update_or_create(
            slug=row["slug"], defaults={**texts_of(row, {"name": "name"}), "order": row["order"]}
        )
    dossiers = {row["challenge"]: row for row in rows("dossiers")}
    for row in rows("challenges"):
        if Challenge.objects.filter(slug=row["slug"]).exists():
            continue
        alliance = Alliance.objects.get(slug=row["alliance"])
        dossier = dossiers.get(row["slug"], {})
        sections = [name for name in SECTIONS if name in dossier]
        fields = {"title": "title", "summary": "summary", "body": "text", **{name: name for name in sections}}
        texts = texts_of({**row, **dossier}, fields, language=alliance.languages[0])
        challenge = Challenge.open(
            alliance=alliance,
            slug=row["slug"],
            theme=Theme.objects.get(slug=row["theme"]),
            sources=row.get("sources", []),
            demo=row.get("demo", False) or dossier.get("demo", False),
            by=None,
            at=LAUNCH,
            language=texts["language"],
            title=texts["title"],
            summary=texts["summary"],
            body=texts["body"],
            **{name: texts[name] for name in sections},
        )
        load_translations(challenge, texts["translations"])
        index(challenge)
    return len(rows("challenges"))


def load_adoptions() -> int:
    """The recorded ones: that they are is known, what was kept, changed or dropped nobody has told yet."""
    for row in rows("adoptions"):
        alliance = Alliance.objects.get(slug=row["alliance"])
        origin = Challenge.objects.get(slug=row["challenge"])
        if Adoption.objects.filter(origin=origin, alliance=alliance).exists():
            continue
        year, month = map(int, row["since"].split("-"))
        origin.adopt(
            alliance=alliance,
            by=None,
            at=datetime(year, month, 1, 12, tzinfo=ZoneInfo(alliance.time_zone)),
            day_known=False,
            inferred="since" in row["by_inference"],
            focus=row["focus"],
        )
    return len(rows("adoptions"))
