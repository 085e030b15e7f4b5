"""Documents for the tests of formats and pictures: one of everything, with figures that are told apart."""

from datetime import UTC, date, datetime
from typing import Any

from reports.document import (
    Document,
    Drawing,
    Link,
    Missing,
    Narrative,
    Number,
    Numbers,
    Paragraph,
    Part,
    Picture,
    Section,
    Sentence,
    Table,
)

LETTERS = {
    "en": "Shade comes first: benches under the lime tree.",
    "sl": "Žejni sosedje čakajo na senčno klop pri Šmartnem jezeru.",
    "hr": "Đaci iz Čakovca grade ljuljačku, a šetači žele još klupa.",
    "it": "Perché la città è più viva: così si può, là dov’è già ombra.",
    "sk": "Ľudia v Košiciach kŕmia vtáky; stĺp, ďateľ, žriebä a tôňa.",
}


def link(name: str) -> Link:
    return Link(title=name.replace("-", " ").capitalize(), path=f"/en/initiatives/{name}/")


def stages() -> Picture:
    rows = [["Idea", 4], ["Field research", 7], ["Co-design", 0], ["Prototype", 3], ["Uptake", 1]]
    table = Table(
        title="Initiatives by stage",
        head=["Stage", "Initiatives"],
        rows=rows,
        paths={f"{number}:1": f"/en/initiatives/?stage={number}" for number in range(5)},
    )
    return Picture(drawing=Drawing.STAGES, sentence="Most initiatives are in field research.", table=table)


def weeks(many: int = 12) -> Picture:
    rows = [[f"W{number + 1}", (number * 7) % 11] for number in range(many)]
    table = Table(
        title="Movement by week",
        head=["Week", "What happened"],
        rows=rows,
        paths={f"{number}:1": f"/en/activity/?week={number}" for number in range(many)},
    )
    return Picture(drawing=Drawing.WEEKS, sentence="It moves again since October.", table=table)


def heat(columns: int = 4) -> Picture:
    names = ["Governance", "Participation", "Creativity", "Digital capacity", "Economic development"]
    table = Table(
        title="Blocks and challenges",
        head=["Innovation block", *(f"Challenge {number + 1}" for number in range(columns))],
        rows=[
            [name, *((place * 3 + number) % 6 for number in range(columns))]
            for place, name in enumerate(names)
        ],
        paths={"0:1": "/en/blocks/coverage/", "1:2": "/en/initiatives/"},
    )
    return Picture(drawing=Drawing.HEAT, sentence="Creativity reaches the furthest.", table=table)


def flow() -> Picture:
    rows = [
        ["Celje", "Čakovec", "City vibe", "adapt"],
        ["Celje", "Čakovec", "Housing for the young", "understand"],
        ["Celje", "Košice", "City vibe", "reuse"],
        ["Celje", "Bologna", "Energy communities that share what the roof gives", "adapt"],
        ["Prebold", "Košice", "Mini-hub", "understand"],
    ]
    table = Table(
        title="What travels",
        head=["From", "To", "Challenge", "Stage"],
        rows=rows,
        paths={f"{number}:2": f"/en/challenges/{number}/" for number in range(5)},
        fixed=3,
    )
    return Picture(drawing=Drawing.FLOW, sentence="City vibe travels furthest.", table=table)


def cities() -> Picture:
    table = Table(
        title="The cities",
        head=["City", "Country", "Initiatives"],
        rows=[
            ["Celje", "Slovenia", 12],
            ["Čakovec", "Croatia", 3],
            ["Košice", "Slovakia", 5],
            ["Nowhere", "–", 1],
        ],
        paths={"0:0": "/en/alliances/celje/"},
    )
    places = {"Celje": (46.2309, 15.2604), "Čakovec": (46.384, 16.433), "Košice": (48.7164, 21.2611)}
    return Picture(drawing=Drawing.MAP, sentence="Three cities work on it.", table=table, places=places)


def milestones() -> Table:
    return Table(
        title="Milestones",
        head=["Milestone", "Due", "State", "Done in %"],
        rows=[
            ["First alliance meeting", "2026-03-01", "reached", 100],
            ["Mini-hub opens in Prebold", "2026-09-15", "late", 62.5],
        ],
        paths={"0:0": "/en/milestones/1/"},
    )


def wide(columns: int, rows: int = 3) -> Table:
    return Table(
        title="A wide one",
        head=["Name", *(f"Column {number}" for number in range(1, columns))],
        rows=[[f"Row {row}", *(row * 100 + number for number in range(1, columns))] for row in range(rows)],
    )


def long(rows: int) -> Table:
    return Table(
        title="A long one",
        head=["Initiative", "Leads", "Stage", "Updates", "Since"],
        rows=[[f"Initiative {n}", f"Partner {n % 40}", "Idea", n % 9, "2026-01-15"] for n in range(rows)],
    )


def everything(language: str = "en") -> list[Section]:
    """One of every part and every drawing."""
    words = LETTERS[language]
    shade = Sentence(text=LETTERS["sl"], language="sl", source=link("shade-first"))
    figures: list[Part] = [
        Paragraph(sentences=[Sentence(text=words), shade]),
        Numbers(
            numbers=[
                Number(label="Initiatives", value=1234, source=link("all")),
                Number(label="Reached", value=61.25, unit="%"),
                Number(label="Not counted", value=None),
            ]
        ),
        milestones(),
        wide(9),
        wide(30),
    ]
    told: list[Part] = [
        Narrative(
            name="highlights",
            label="Highlights",
            text=f"{words}\n\nAnd more.",
            language=language,
            drawn=[shade],
        ),
        Narrative(name="problems", label="Problems", drawn=[shade]),
        Narrative(name="deviations", label="Deviations"),
        Missing(text="What was kept and changed.", source=link("tell")),
    ]
    return [
        Section(name="objectives", title="Objectives", parts=figures),
        Section(name="pictures", title="Pictures", parts=[weeks(), stages(), heat(), flow(), cities()]),
        Section(name="told", title="In their own words", parts=told),
    ]


def paper(language: str = "en", sections: list[Section] | None = None, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "kind": "progress",
        "title": f"Progress: {LETTERS[language][:28]}",
        "note": "An APR-style draft, no official form.",
        "alliance": "Local Alliance Celje",
        "language": language,
        "since": date(2025, 11, 1),
        "until": date(2026, 10, 31),
        "as_of": datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        "finding": "Twelve initiatives moved, two challenges travelled on.",
        "sections": everything(language) if sections is None else sections,
    }
    return Document(**{**values, **changes})


def of(*parts: Part, **changes: Any) -> Document:
    """A document of one section."""
    return paper(sections=[Section(name="one", title="Outputs", parts=parts)], **changes)
