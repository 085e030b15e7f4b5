"""What the demo's partners do: initiatives with pictures and tags, how they go, and what was promised."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils import timezone

from alliances.models import Commitment, Organisation, Place
from blocks.models import Block, Choice, Tag
from challenges.models import Challenge
from initiatives.importing import FORM
from initiatives.models import Audience, Details, Initiative, InitiativeFile, Line, Update
from magnet.demo.allied import partnership
from magnet.demo.files import rows
from magnet.demo.pictures import picture
from magnet.demo.texts import load_translations, texts_of
from people.models import DraftFile, Person
from search.index import index
from web.files import FileAnswers


def load_audiences() -> int:
    for row in rows("audiences"):
        texts = texts_of(row, {"name": "name"})
        Audience.objects.get_or_create(slug=row["slug"], defaults={**texts, "order": row["order"]})
    return len(rows("audiences"))


def load_initiatives() -> int:
    now = timezone.now()
    # Oldest first, so that the feed reads in the order things happened.
    for row in sorted(rows("initiatives"), key=lambda row: -row["days_ago"]):
        if not Initiative.objects.filter(slug=row["slug"]).exists():
            load_initiative(row, now - timedelta(days=row["days_ago"]))
    return len(rows("initiatives"))


def load_initiative(row: dict[str, Any], at: Any) -> None:
    """One initiative with its translations and tags, as its author logged it then."""
    of = partnership(row["alliance"], row["organisation"])
    initiative = Initiative.log(
        partnership=of,
        slug=row["slug"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        by=Person.objects.get(email=row["author"]),
        stage=row["stage"],
        place=Place.objects.get(alliance=of.alliance, slug=row["place"]),
        # A transfer city's work hangs on its own, adopted challenge.
        challenges=Challenge.objects.filter(alliance=of.alliance).filter(
            Q(slug__in=row["challenges"]) | Q(descent__origin__slug__in=row["challenges"])
        ),
        partners=[partnership(row["alliance"], slug) for slug in row["partners"]],
        details=details(row),
        public=row["public"],
        demo=True,
        at=at,
    )
    translations = (row.get("translations") or {}).items()
    load_translations(
        initiative,
        {language: {"title": texts["title"], "body": texts["text"]} for language, texts in translations},
    )
    index(initiative)
    load_tags(initiative, row["tags"], at + timedelta(hours=20))


def details(row: dict[str, Any]) -> Details:
    """What an initiative says of itself besides."""
    today = timezone.localdate()
    began, ends = row.get("began_days_ago"), row.get("ends_in_days")
    return Details(
        audiences=Audience.objects.filter(slug__in=[slug.replace("_", "-") for slug in row["audiences"]]),
        participation=row.get("participation", ""),
        participation_reason=row.get("participation_reason", ""),
        began_on=None if began is None else today - timedelta(days=began),
        ends_on=None if ends is None else today + timedelta(days=ends),
        needs=[Line(**line) for line in row["needs"]],
        offers=[Line(**line) for line in row["offers"]],
    )


def load_tags(initiative: Initiative, tags: list[dict[str, Any]], at: Any) -> None:
    """What a partner proposed and, where the file says so, a coordinator confirmed or added."""

    def choices(of: list[dict[str, Any]]) -> list[Choice]:
        return [
            Choice(Block.objects.get(slug=tag["block"]), tag["strength"], tag.get("reason") or "")
            for tag in of
        ]

    proposed = [tag for tag in tags if tag["author"] != tag["confirmed_by"]]
    if proposed:
        Tag.put(
            initiative=initiative,
            choices=choices(proposed),
            by=Person.objects.get(email=proposed[0]["author"]),
            confirming=False,
            at=at,
        )
    confirmed = [tag for tag in tags if tag["confirmed_by"]]
    if confirmed:
        Tag.put(
            initiative=initiative,
            choices=choices(confirmed),
            by=Person.objects.get(email=confirmed[0]["confirmed_by"]),
            confirming=True,
            at=at + timedelta(hours=4),
        )


def load_pictures() -> int:
    """What the file has drawn, once for each initiative that never had a file."""
    bare = {one.slug: one for one in Initiative.objects.standing().filter(files=None)}
    pictured = [row for row in rows("initiatives") if "picture" in row]
    for row in pictured:
        if row["slug"] in bare:
            load_picture(row, bare[row["slug"]])
    return len(pictured)


def load_picture(row: dict[str, Any], initiative: Initiative) -> None:
    """Upload it as the author of ``initiative`` did with the form that logged it."""
    sheet, by = uuid4(), Person.objects.get(email=row["author"])
    name = row["picture"]["draws"]
    DraftFile.keep([SimpleUploadedFile(f"{name}.png", picture(name))], sheet=sheet, form=FORM, by=by)
    file = DraftFile.objects.of_sheet(sheet, FORM).get()
    answers = FileAnswers(added=[(file, row["picture"]["alt"])])
    InitiativeFile.put(initiative=initiative, answers=answers, by=by, told=False, at=initiative.logged_at)


def load_updates() -> int:
    """How it goes, once for each initiative that nothing is told of yet."""
    untold = set(Initiative.objects.filter(updates=None).values_list("slug", flat=True))
    now = timezone.now()
    for row in sorted(rows("updates"), key=lambda row: -row["days_ago"]):
        if row["initiative"] in untold:
            at = now - timedelta(days=row["days_ago"])
            about = Initiative.objects.get(slug=row["initiative"])
            Update.add(
                about=about,
                kind=row["kind"],
                text=row["text"],
                language=about.language,
                by=Person.objects.get(email=row["author"]),
                demo=True,
                at=at,
            )
    return len(rows("updates"))


def load_commitments() -> int:
    """What is promised, each once."""
    now = timezone.now()
    for row in sorted(rows("commitments"), key=lambda row: -row["days_ago"]):
        about = Initiative.objects.select_related("partnership__alliance").get(slug=row["initiative"])
        if Commitment.objects.about([about]).filter(what=row["what"]).exists():
            continue
        made = Commitment.make(
            about=about,
            alliance=about.partnership.alliance,
            what=row["what"],
            language=row["language"],
            owner=Organisation.objects.get(slug=row["organisation"]),
            due=(now + timedelta(days=row["due_in_days"])).date(),
            by=None,
            demo=True,
            at=now - timedelta(days=row["days_ago"]),
        )
        colleague = Person.objects.filter(memberships__partnership__organisation=made.organisation)[0]
        at = now - timedelta(days=1)
        if row["state"] == "done":
            made.fulfil(by=colleague, at=at)
        elif row["state"] == "given_up":
            made.give_up(by=colleague, reason=row["reason"], at=at)
    return len(rows("commitments"))
