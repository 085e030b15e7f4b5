"""The demo's data files: their shape, their references, and that they claim no more than is published.

Needs no database. What the fields mean stands in magnet/demo/data/README.md.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

DATA = Path(__file__).resolve().parents[2] / "magnet" / "demo" / "data"
LANGUAGES = {"en", "sl", "hr", "it", "sk"}
# What an entry of each file must hold, and what it may hold besides.
FILES = {
    "places": ("slug alliance name latitude longitude", "approximate"),
    "alliances": ("slug kind name city country latitude longitude languages timezone description", ""),
    "organisations": (
        "slug alliance name sector place eui_role recurring_visitor about innovation",
        "by_inference",
    ),
    "people": ("email name language timezone login admin membership", "searches"),
    "blocks": ("slug order shape demo name question description", ""),
    "themes": ("slug order name sources", ""),
    "challenges": ("slug alliance theme sources demo title summary text", ""),
    "dossiers": (
        "challenge demo",
        "evidence affected tried failed preconditions cost people law adapting questions contacts",
    ),
    "initiatives": (
        "slug demo alliance organisation author language title text stage place challenges audiences"
        " days_ago public partners needs offers tags",
        "translations participation participation_reason began_days_ago ends_in_days picture",
    ),
    "audiences": ("slug order name", ""),
    "updates": ("initiative demo kind days_ago author text", ""),
    "commitments": ("initiative demo organisation days_ago due_in_days state language what", "reason"),
    "milestones": ("slug demo alliance work_package challenge due title", "reached moved shown_by"),
    "indicators": (
        "slug demo alliance work_package challenge direction baseline target name unit how measurements",
        "",
    ),
    "reports": ("alliance demo kind language days narrative", ""),
    "schedules": ("alliance demo kind language begin yearly_from dates", ""),
    "introductions": ("between steps", ""),
    "adoptions": ("alliance challenge focus since occasion kept changed dropped by_inference", ""),
    "visits": (
        "slug alliance title text plan phase month day programme guests by_inference",
        "demo nights venue meeting_point languages capacity hosts answers outcomes",
    ),
}
TEXT_FIELDS = {
    "name",
    "description",
    "about",
    "innovation",
    "question",
    "title",
    "summary",
    "text",
    "unit",
    "how",
    "venue",
    "meeting_point",
} | set(FILES["dossiers"][1].split())
STAGES = {
    "idea",
    "framing",
    "field_research",
    "participatory_design",
    "prototyping_testing",
    "uptake",
    "paused",
    "closed",
}
# Characters a text may hold at most, in any language: the width of its column.
LONGEST = {"name": 80, "question": 200, "summary": 300, "about": 300, "title": 140}
# Letters beyond a–z that a text in the language may hold, once proper names are taken out.
LETTERS = {
    "en": "",
    "sl": "čšž",
    "hr": "čćđšž",
    "it": "àèéìòù",
    "sk": "áäčďéíĺľňóôŕšťúýž",
}
PROPER_NAMES = re.compile(r"Varaždin|Košice|Nardò")


class OnceLoader(yaml.SafeLoader):
    """Plain YAML in which a key written twice is a mistake instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for key, times in Counter(keys).items() if times > 1]
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"written twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


@cache
def load(name: str) -> list[dict[str, Any]]:
    # A subclass of SafeLoader: it constructs nothing but plain values.
    return yaml.load((DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=OnceLoader)


def slugs(name: str) -> set[str]:
    return {entry["slug"] for entry in load(name)}


def people() -> dict[str, dict[str, Any]]:
    return {person["email"]: person for person in load("people")}


def texts() -> Iterator[tuple[str, str, str]]:
    """Every text of every file as (where it stands, its language, the text)."""
    for name in FILES:
        for entry in load(name):
            where = f"{name}/{entry.get('slug', '')}"
            for field in TEXT_FIELDS & set(entry):
                if isinstance(entry[field], dict):
                    for language, text in entry[field].items():
                        yield f"{where}.{field}", language, text
    for entry in load("initiatives"):
        where = f"initiatives/{entry['slug']}"
        own = entry["language"]
        yield f"{where}.title", own, entry["title"]
        yield f"{where}.text", own, entry["text"]
        for line in [*entry["needs"], *entry["offers"]]:
            yield f"{where}.{line['kind']}", own, line["text"]
        if "picture" in entry:
            yield f"{where}.picture", own, entry["picture"]["alt"]
        if "participation_reason" in entry:
            yield f"{where}.participation_reason", own, entry["participation_reason"]
        for tag in entry["tags"]:
            if tag["reason"] is not None:
                yield f"{where}.{tag['block']}", own, tag["reason"]
        for language, translation in entry.get("translations", {}).items():
            for field, text in translation.items():
                yield f"{where}.{field}", language, text

    languages = {entry["slug"]: entry["language"] for entry in load("initiatives")}
    for number, entry in enumerate(load("updates")):
        yield f"updates/{number}.text", languages[entry["initiative"]], entry["text"]
    for number, entry in enumerate(load("commitments")):
        yield f"commitments/{number}.what", entry["language"], entry["what"]


# --- Shape


@pytest.mark.parametrize("name", FILES)
def test_entries_hold_the_fields_the_readme_names(name: str) -> None:
    required, optional = (set(fields.split()) for fields in FILES[name])
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"## {name}.yaml" in readme
    for entry in load(name):
        assert required <= set(entry) <= required | optional, entry.get("slug") or entry
    for field in required | optional:
        assert f"`{field}" in readme, f"{field} is not explained"


def test_no_file_is_left_unchecked() -> None:
    assert {path.stem for path in DATA.glob("*.yaml")} == set(FILES)


@pytest.mark.parametrize(
    "name", [name for name, (fields, _besides) in FILES.items() if "slug" in fields.split()]
)
def test_slugs_are_unique_and_fit_a_url(name: str) -> None:
    found = [entry["slug"] for entry in load(name)]
    assert len(found) == len(set(found))
    for slug in found:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= 60
        assert slug not in {"new", "edit", "triage", "coverage", "adopt", "tag", "invite", "withdraw"}


def test_every_text_has_a_language_and_says_something() -> None:
    for where, language, text in texts():
        assert language in LANGUAGES, where
        assert isinstance(text, str), where
        assert text.strip() == text != "", where
        assert "!" not in text, where
        assert not re.search(r"[^\S\n]{2}|[^\S\n]\n", text), where
        assert len(text) <= LONGEST.get(where.rpartition(".")[2], 10_000), where


def test_italian_has_its_own_apostrophe() -> None:
    assert not [where for where, language, text in texts() if language == "it" and "'" in text]


def test_texts_use_the_letters_of_their_language() -> None:
    """Catches a text that stands under another language's code."""
    for where, language, text in texts():
        letters = {letter for letter in PROPER_NAMES.sub("", text).lower() if letter.isalpha()}
        foreign = letters - set("abcdefghijklmnopqrstuvwxyz") - set(LETTERS[language])
        assert not foreign, f"{where} ({language}): {foreign}"


def test_what_belongs_to_everybody_stands_in_all_five_languages() -> None:
    for name in (
        "places",
        "alliances",
        "organisations",
        "blocks",
        "themes",
        "challenges",
        "dossiers",
        "visits",
    ):
        for entry in load(name):
            for field in TEXT_FIELDS & set(entry):
                published = entry[field] or name != "organisations"
                assert set(entry[field]) == (LANGUAGES if published else set()), (entry["slug"], field)


def test_no_translation_is_a_copy() -> None:
    for name in ("alliances", "organisations", "blocks", "challenges"):
        for entry in load(name):
            for field in {"description", "question", "summary", "text"} & set(entry):
                assert len(set(entry[field].values())) == len(entry[field]), (entry["slug"], field)
    for entry in load("initiatives"):
        versions = [entry["text"], *(t["text"] for t in entry.get("translations", {}).values())]
        assert len(versions) == len(set(versions)), entry["slug"]


# --- References


def test_places_and_organisations_belong_to_alliances_that_exist() -> None:
    for name in ("places", "organisations", "challenges", "initiatives", "adoptions", "visits"):
        assert {entry["alliance"] for entry in load(name)} <= slugs("alliances")
    home = {place["slug"]: place["alliance"] for place in load("places")}
    for entry in [*load("organisations"), *load("initiatives")]:
        assert home[entry["place"]] == entry["alliance"], entry["slug"]


def test_coordinates_lie_in_the_four_countries() -> None:
    for entry in [*load("places"), *load("alliances")]:
        assert 39 < entry["latitude"] < 50
        assert 14 < entry["longitude"] < 22


def test_people_are_roles_under_example_and_belong_where_they_say() -> None:
    found = people()
    assert len(found) == len(load("people"))
    owner = {organisation["slug"]: organisation["alliance"] for organisation in load("organisations")}
    for email, person in found.items():
        assert re.fullmatch(r"[a-z]+@[a-z]+\.example", email)
        assert re.search(r"partner$|coordinator$|^Administrator$", person["name"]), "a role, never a person"
        assert person["language"] in LANGUAGES
        assert ZoneInfo(person["timezone"])
        if person["membership"]:
            assert owner[person["membership"]["organisation"]] == person["membership"]["alliance"]
            assert person["membership"]["role"] in {"member", "coordinator"}
    peopled = {person["membership"]["organisation"] for person in found.values() if person["membership"]}
    assert peopled == slugs("organisations"), "every organisation has somebody"


def test_no_address_of_the_real_world_anywhere() -> None:
    for path in DATA.iterdir():
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r"[\w.+-]+@[\w.-]+", text):
            assert address.endswith(".example"), (path.name, address)
        assert not re.search(r"https?://", text), path.name


def test_initiatives_refer_to_what_exists() -> None:
    owner = {organisation["slug"]: organisation["alliance"] for organisation in load("organisations")}
    for entry in load("initiatives"):
        where = entry["slug"]
        assert owner[entry["organisation"]] == entry["alliance"], where
        assert people()[entry["author"]]["membership"]["organisation"] == entry["organisation"], where
        assert entry["language"] in LANGUAGES, where
        assert entry["language"] not in entry.get("translations", {}), where
        assert 3 <= len(entry["title"]) <= 120, where
        assert entry["stage"] in STAGES, where
        assert set(entry["challenges"]) <= slugs("challenges"), where
        assert {slug.replace("_", "-") for slug in entry["audiences"]} <= slugs("audiences"), where
        assert {owner[partner] for partner in entry["partners"]} <= {entry["alliance"]}, where
        assert entry["organisation"] not in entry["partners"], where
        assert 0 <= entry["days_ago"] <= 84, where
        assert isinstance(entry["public"], bool), where
        for line in [*entry["needs"], *entry["offers"]]:
            assert set(line) == {"kind", "text"}, where
            assert line["kind"] in {"contacts", "space", "skills", "funding", "data"}, where
        for translation in entry.get("translations", {}).values():
            assert set(translation) == {"title", "text"}, where


def test_tags_come_from_those_who_may_and_are_confirmed_by_coordinators() -> None:
    for entry in load("initiatives"):
        blocks = [tag["block"] for tag in entry["tags"]]
        assert len(blocks) == len(set(blocks)), entry["slug"]
        for tag in entry["tags"]:
            assert set(tag) == {"block", "strength", "reason", "author", "confirmed_by"}
            assert tag["block"] in slugs("blocks")
            assert tag["strength"] in {"core", "contributing"}
            author = people()[tag["author"]]["membership"]
            assert author["alliance"] == entry["alliance"]
            assert author["role"] == "coordinator" or author["organisation"] == entry["organisation"]
            if author["role"] == "coordinator":
                assert tag["confirmed_by"] == tag["author"], "a coordinator's own tag waits for nobody"
            if tag["confirmed_by"]:
                confirmer = people()[tag["confirmed_by"]]["membership"]
                assert confirmer["role"] == "coordinator"
                assert confirmer["alliance"] == entry["alliance"]


# --- What is published, and no more


def test_the_alliance_is_the_published_one() -> None:
    kinds = {alliance["slug"]: (alliance["kind"], alliance["country"]) for alliance in load("alliances")}
    assert kinds == {
        "celje": ("lead", "SI"),
        "varazdin": ("transfer", "HR"),
        "kosice": ("transfer", "SK"),
        "nardo": ("transfer", "IT"),
    }
    partners = [o for o in load("organisations") if o["alliance"] == "celje"]
    assert {(partner["name"]["en"], partner["sector"], partner["place"]) for partner in partners} == {
        ("City Municipality of Celje", "municipality", "celje"),
        ("Municipality of Prebold", "municipality", "prebold"),
        ("Business Incubator of the Savinjska Region", "business_support", "celje-region"),
        ("Real Estate Celje", "housing", "celje"),
        ("Celje Youth Centre", "youth", "celje"),
        ("ETRA", "business", "celje-business-zone"),
        ("Institute for Economic Democracy", "research_ngo", "celje"),
        ("Institute for Innovation and Development, University of Ljubljana", "research", "ljubljana"),
        ("Poligon, Institute for the Development of Creative Industries", "creative", "ljubljana"),
        ("IPoP, Institute for Spatial Policies", "research_ngo", "ljubljana"),
    }
    assert all(partner["innovation"] for partner in partners), "side by side, none of the ten is missing"
    assert {p["slug"] for p in partners if p["recurring_visitor"]} == {
        p["slug"] for p in partners if p["place"] == "ljubljana"
    }


def test_roles_are_claimed_only_where_published_or_marked_as_inference() -> None:
    for organisation in load("organisations"):
        if organisation["slug"] == "city-municipality-of-celje":
            assert organisation["eui_role"] == "main_urban_authority"
            assert "eui_role" in organisation["by_inference"]
        elif organisation["alliance"] == "celje":
            assert organisation["eui_role"] is None
        else:
            assert organisation["eui_role"] == "transfer_partner"
            assert organisation["innovation"] == {}, "nothing is published about what it means to them"


def test_the_demo_accounts_are_the_agreed_six() -> None:
    accounts = {
        person["email"]: (person["membership"]["organisation"], person["membership"]["role"])
        for person in load("people")
        if person["login"] and not person["admin"]
    }
    assert accounts == {
        "partner@celje.example": ("celje-youth-centre", "member"),
        "coordinator@celje.example": ("city-municipality-of-celje", "coordinator"),
        "partner@kosice.example": ("city-of-kosice", "coordinator"),
        "partner@varazdin.example": ("city-of-varazdin", "coordinator"),
        "partner@nardo.example": ("municipality-of-nardo", "coordinator"),
    }
    assert [person["email"] for person in load("people") if person["admin"]] == ["admin@celje.example"]


def test_the_six_challenges_say_where_they_are_named() -> None:
    mission = {"housing", "city-vibe", "energy-communities", "creative-hubs"}
    teams = {"housing", "sustainable-mobility", "energy-communities", "industry-4-0", "city-vibe"}
    for name in ("themes", "challenges"):
        sources = {entry["slug"]: set(entry["sources"]) for entry in load(name)}
        assert {slug for slug, where in sources.items() if "mission" in where} == mission
        assert {slug for slug, where in sources.items() if "published_teams" in where} == teams
        assert set(sources) == mission | teams
    assert {challenge["theme"] for challenge in load("challenges")} <= slugs("themes")
    assert {challenge["alliance"] for challenge in load("challenges")} == {"celje"}


def test_the_five_blocks_have_a_shape_each() -> None:
    in_order = sorted(load("blocks"), key=lambda block: block["order"])
    assert [(block["slug"], block["shape"]) for block in in_order] == [
        ("governance", "square"),
        ("participation", "circle"),
        ("creativity", "star"),
        ("digital-capacity", "diamond"),
        ("economic-development", "triangle"),
    ]
    assert all(block["demo"] is True for block in load("blocks"))


def test_the_eight_adoptions_are_recorded_and_their_story_is_not_told_yet() -> None:
    assert [(adoption["alliance"], adoption["challenge"]) for adoption in load("adoptions")] == [
        ("varazdin", "city-vibe"),
        ("varazdin", "housing"),
        ("kosice", "city-vibe"),
        ("kosice", "housing"),
        ("kosice", "energy-communities"),
        ("nardo", "city-vibe"),
        ("nardo", "housing"),
        ("nardo", "creative-hubs"),
    ]
    for adoption in load("adoptions"):
        assert (adoption["kept"], adoption["changed"], adoption["dropped"]) == (None, None, None)
        assert adoption["since"] == "2025-10"
        assert adoption["by_inference"] == ["since"]
        assert adoption["occasion"] in slugs("visits")


def test_the_opening_site_visit_has_a_month_and_nothing_invented() -> None:
    visit, coming = load("visits")
    assert visit["slug"] == "opening-site-visit"
    assert "demo" not in visit
    assert coming["demo"] is True
    assert visit["month"] == "2025-10"
    assert (visit["day"], visit["programme"]) == (None, None)
    assert "month" in visit["by_inference"]
    assert set(visit["guests"]) <= slugs("alliances")


# --- Enough to show something


@pytest.mark.parametrize("name", ["initiatives", "updates", "commitments"])
def test_everything_made_up_is_marked_as_demo_content(name: str) -> None:
    assert all(entry["demo"] is True for entry in load(name))


def test_what_is_told_and_promised_is_about_initiatives_and_came_after_them() -> None:
    of = {entry["slug"]: entry for entry in load("initiatives")}
    for entry in [*load("updates"), *load("commitments")]:
        assert entry["days_ago"] <= of[entry["initiative"]]["days_ago"], entry
    assert {entry["author"] for entry in load("updates")} <= set(people())
    assert {entry["organisation"] for entry in load("commitments")} <= slugs("organisations")
    assert all(("reason" in entry) == (entry["state"] == "given_up") for entry in load("commitments"))
    assert len([entry for entry in load("updates") if entry["kind"] == "lesson"]) >= 6


def test_there_is_enough_of_everything() -> None:
    initiatives = load("initiatives")
    assert len(initiatives) >= 28
    assert len({entry["language"] for entry in initiatives}) >= 3
    assert sum(not entry["tags"] for entry in initiatives) >= 8
    readable = [{entry["language"], *entry.get("translations", {})} for entry in initiatives]
    assert readable.count(LANGUAGES) >= 8
    waiting = [e for e in initiatives if e["tags"] and not any(tag["confirmed_by"] for tag in e["tags"])]
    assert len(waiting) == 3
    assert 3 <= sum(not entry["public"] for entry in initiatives) <= 5
    assert {entry["organisation"] for entry in initiatives} == slugs("organisations")
    assert {entry["stage"] for entry in initiatives} == STAGES
    by_alliance = Counter(entry["alliance"] for entry in initiatives)
    assert all(by_alliance[city] == 2 for city in ("varazdin", "kosice", "nardo"))


def test_the_gaps_that_the_file_promises_are_there() -> None:
    """The head of initiatives.yaml says what is uneven; the pages that look for gaps rely on it."""
    covered: Counter[tuple[str, str]] = Counter()
    leaning: dict[str, set[str]] = {}
    for entry in load("initiatives"):
        for tag in entry["tags"]:
            if tag["confirmed_by"]:
                covered.update((tag["block"], challenge) for challenge in entry["challenges"])
                if tag["strength"] == "core":
                    leaning.setdefault(tag["block"], set()).add(entry["organisation"])
    assert covered["creativity", "energy-communities"] == 0
    assert covered["participation", "industry-4-0"] == 0
    assert covered["governance", "sustainable-mobility"] == 0
    assert covered["participation", "city-vibe"] >= 4
    assert leaning["digital-capacity"] == {"etra"}
    assert "funding" in {need["kind"] for entry in load("initiatives") for need in entry["needs"]}
    assert "funding" not in {offer["kind"] for entry in load("initiatives") for offer in entry["offers"]}
    assert min(entry["days_ago"] for entry in load("initiatives") if entry["organisation"] == "ipop") > 60
