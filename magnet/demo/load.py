"""The Celje data: from the YAML files beside this module into the database, through the rooms' own verbs.

Loading twice changes nothing: plain data (places, organisations, blocks) is brought up to date by its slug,
and what people make (challenges, initiatives, tags) is made only where it is missing.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import yaml
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation

from alliances.models import Alliance, Commitment, Membership, Organisation, Partnership, Place
from blocks.models import Block, Choice, Tag
from challenges.models import SECTIONS, Adoption, Challenge, Theme
from initiatives.importing import FORM
from initiatives.models import Audience, Details, Initiative, InitiativeFile, Line, Update
from initiatives.saving import INITIATIVES
from magnet.demo import PASSWORD
from magnet.demo.measured import load_indicators, load_milestones, load_schedules
from magnet.demo.meeting import load_connections
from magnet.demo.pictures import picture
from magnet.demo.reported import load_reports
from people.models import Circle, DraftFile, Person
from search.index import index
from search.models import SavedSearch
from visits.models import (
    Invitee,
    Outcome,
    ProgrammeItem,
    Registration,
    SiteVisit,
    SiteVisitTranslation,
)
from web.files import FileAnswers
from web.models import Rendering, Translatable

DATA = Path(__file__).resolve().parent / "data"
LAUNCH = datetime(2024, 12, 1, 12, tzinfo=UTC)  # of the project: the month is published, the day is not
EUI_ROLES = {
    "main_urban_authority": Partnership.Role.MUA,
    "transfer_partner": Partnership.Role.TRANSFER,
    None: "",
}


def rows(name: str) -> list[dict[str, Any]]:
    """One data file; lines that were broken for the eye are one paragraph again."""
    return unbroken(yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8")))


def unbroken(value: Any) -> Any:
    """``value`` with every single line break inside a text made a space; lists and paragraphs stay."""
    if isinstance(value, dict):
        return {key: unbroken(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unbroken(inner) for inner in value]
    return re.sub(r"(?<!\n)\n(?![\n-])", " ", value.strip()) if isinstance(value, str) else value


def texts_of(row: dict[str, Any], fields: dict[str, str], language: str = "en") -> dict[str, Any]:
    """A row's texts as model fields: ``language`` in the columns, the others under ``translations``.

    ``fields`` maps a model's field to the file's key. A text missing in ``language`` is empty there.
    """
    others = sorted({code for key in fields.values() for code in row[key]} - {language})
    return {
        "language": language,
        **{field: row[key].get(language, "") for field, key in fields.items()},
        "translations": {
            code: {field: row[key][code] for field, key in fields.items() if code in row[key]}
            for code in others
        },
    }


def load() -> dict[str, int]:
    """Load everything in one transaction, then freeze the report; returns how many of each kind stand in the files."""
    with transaction.atomic():
        counts = {
            "alliances": load_alliances(),
            "partners": load_places() and load_organisations(),
            "people": load_people(),
            "blocks": load_blocks(),
            "challenges": load_challenges(),
            "adoptions": load_adoptions(),
            "audiences": load_audiences(),
            "initiatives": load_initiatives(),
            "pictures": load_pictures(),
            "connections": load_connections(rows("introductions")),
            "updates": load_updates(),
            "commitments": load_commitments(),
            "visits": load_visits(),
            "saved searches": load_searches(),
            "milestones": load_milestones(rows("milestones")),
            "indicators": load_indicators(rows("indicators")),
            "schedules": load_schedules(rows("schedules")),
        }
    return {**counts, "reports": load_reports(rows("reports"))}


def load_alliances() -> int:
    for row in rows("alliances"):
        slug = row["slug"]
        known = Alliance.objects.filter(slug=slug).first()
        Alliance.objects.update_or_create(
            slug=slug,
            defaults={
                **texts_of(row, {"name": "name", "description": "description"}),
                "city": row["city"],
                "country": row["country"],
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "lead": row["kind"] == "lead",
                "languages": row["languages"],
                "time_zone": row["timezone"],
                "circle": known.circle if known else Circle.objects.create(name=row["city"]),
            },
        )
    return len(rows("alliances"))


def load_places() -> int:
    for row in rows("places"):
        Place.objects.update_or_create(
            alliance=Alliance.objects.get(slug=row["alliance"]),
            slug=row["slug"],
            defaults={
                **texts_of(row, {"name": "name"}),
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "approximate": row.get("approximate", False),
            },
        )
    return len(rows("places"))


def load_organisations() -> int:
    for row in rows("organisations"):
        alliance = Alliance.objects.get(slug=row["alliance"])
        organisation, _ = Organisation.objects.update_or_create(
            slug=row["slug"],
            defaults={
                **texts_of(row, {"name": "name", "about": "about", "meaning": "innovation"}),
                "sector": row["sector"],
                "place": Place.objects.get(alliance=alliance, slug=row["place"]),
                "recurring_visitor": row.get("recurring_visitor", False),
            },
        )
        Partnership.objects.update_or_create(
            organisation=organisation,
            alliance=alliance,
            defaults={
                "role": EUI_ROLES[row.get("eui_role")],
                "role_inferred": "eui_role" in row.get("by_inference", []),
            },
        )
        index(organisation)
    return len(rows("organisations"))


def load_people() -> int:
    for row in rows("people"):
        if Person.objects.filter(email=row["email"]).exists():
            continue
        person = Person.objects.create_user(
            row["email"],
            PASSWORD if row["login"] else None,
            name=row["name"],
            language=row["language"],
            time_zone=row["timezone"],
            is_staff=row.get("admin", False),
            is_superuser=row.get("admin", False),
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=row["login"], primary=True)
        place = row.get("membership")
        if place:
            Membership.begin(
                person=person,
                partnership=partnership(place["alliance"], place["organisation"]),
                role=place["role"],
                unit=place.get("unit") or "",
                by=None,
            )
    return len(rows("people"))


def load_searches() -> int:
    """What people keep an eye on; what answers it already is no news to them."""
    kept = 0
    for row in rows("people"):
        for query in row.get("searches", []):
            by = Person.objects.get(email=row["email"])
            with translation.override(by.language):
                SavedSearch.keep(listing=INITIATIVES, query=QueryDict(query), by=by)
            kept += 1
    return kept


def partnership(alliance: str, organisation: str) -> Partnership:
    return Partnership.objects.select_related("alliance", "organisation").get(
        alliance__slug=alliance, organisation__slug=organisation
    )


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


def load_translations(thing: Translatable, translations: dict[str, dict[str, str]]) -> None:
    """The file's translations of what ``thing`` says now; nobody is named as their translator."""
    for language, texts in translations.items():
        rendering = Rendering(
            language=language,
            texts=texts,
            source_version=thing.version,
            source=thing.own_texts,
            saved=1,
        )
        thing.keep_rendering(rendering, None)


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


def load_audiences() -> int:
    for row in rows("audiences"):
        texts = texts_of(row, {"name": "name"})
        Audience.objects.get_or_create(slug=row["slug"], defaults={**texts, "order": row["order"]})
    return len(rows("audiences"))


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


def load_visits() -> int:
    for row in rows("visits"):
        if not SiteVisit.objects.filter(slug=row["slug"]).exists():
            load_visit(row)
    return len(rows("visits"))


def load_visit(row: dict[str, Any]) -> None:
    """One visit: recorded history where only its month is known, else one that is still to come."""
    alliance = Alliance.objects.get(slug=row["alliance"])
    coordinator = Person.objects.get(email=f"coordinator@{alliance.slug}.example")
    month = date.fromisoformat(f"{row['month']}-01") if row["month"] else None
    first = None if row["day"] is None else timezone.localdate() + timedelta(days=row["day"])
    at = datetime.combine(month, time(12), tzinfo=UTC) if month else timezone.now() - timedelta(days=5)
    texts = texts_of(row, {"title": "title", "body": "text"})
    visit = SiteVisit.plan_one(
        alliance=alliance,
        slug=row["slug"],
        plan=row["plan"],
        title=texts["title"],
        text=texts["body"],
        language=texts["language"],
        month=month,
        first_day=first,
        last_day=first and first + timedelta(days=row.get("nights", 0)),
        venue=row.get("venue", ""),
        meeting_point=row.get("meeting_point", ""),
        languages=row.get("languages", ()),
        capacity=row.get("capacity"),
        hosts=Person.objects.filter(email__in=row.get("hosts", ())),
        programme_known=row["programme"] is not None,
        by_inference="month" in row["by_inference"],
        demo=row.get("demo", False),
        by=coordinator,
        at=at,
    )
    SiteVisitTranslation.objects.bulk_create(
        SiteVisitTranslation(source=visit, language=language, texts=translated)
        for language, translated in texts["translations"].items()
    )
    for slug in row["guests"]:
        Invitee.invite_delegation(
            visit=visit, alliance=Alliance.objects.get(slug=slug), by=coordinator, at=at
        )
    for item in row["programme"] or ():
        load_item(visit, item, coordinator, at)
    visit.move_on(to=row["phase"], by=coordinator, at=at)
    for answer in row.get("answers", ()):
        load_answers(visit, answer, at)
    if row.get("outcomes"):
        for adoption in rows("adoptions"):
            if adoption["occasion"] == visit.slug:
                Outcome.take_home(
                    visit=visit,
                    alliance=Alliance.objects.get(slug=adoption["alliance"]),
                    challenge=Challenge.objects.get(slug=adoption["challenge"]),
                    by=Person.objects.get(email=f"partner@{adoption['alliance']}.example"),
                    at=at,
                )


def load_item(visit: SiteVisit, row: dict[str, Any], by: Person, at: Any) -> None:
    ProgrammeItem.add(
        visit=visit,
        day=row["day"],
        starts=time.fromisoformat(row["from"]),
        ends=time.fromisoformat(row["until"]),
        title=row["title"],
        text=row.get("text", ""),
        place=row.get("place", ""),
        host=partnership(visit.alliance.slug, row["host"]) if "host" in row else None,
        language=row.get("language", ""),
        challenge=Challenge.objects.filter(slug=row.get("challenge")).first(),
        initiative=Initiative.objects.filter(slug=row.get("initiative")).first(),
        bring=row.get("bring", ""),
        by=by,
        at=at,
    )


def load_answers(visit: SiteVisit, row: dict[str, Any], at: Any) -> None:
    """What a guest with an account answered for each day, and what they hope for."""
    person = Person.objects.get(email=row["person"])
    for day, answer in zip(visit.days, row["days"], strict=True):
        registration = Registration.answer_for(visit=visit, day=day, answer=answer, by=person, at=at)
    registration.invitee.tell(expectation=row.get("expects", ""), needs="", at=at)
