"""Who the demo is about: alliances, their places and organisations, and its people."""

from allauth.account.models import EmailAddress
from django.http import QueryDict
from django.utils import translation

from alliances.models import Alliance, Membership, Organisation, Partnership, Place
from initiatives.saving import INITIATIVES
from magnet.demo import PASSWORD
from magnet.demo.files import rows
from magnet.demo.texts import texts_of
from people.models import Circle, Person
from search.index import index
from search.models import SavedSearch

EUI_ROLES = {
    "main_urban_authority": Partnership.Role.MUA,
    "transfer_partner": Partnership.Role.TRANSFER,
    None: "",
}


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
