"""A document survives being frozen: what is read back from JSON is what was written."""

import json
from datetime import UTC, date, datetime

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
    checksum_of,
    document_of,
)

HERE = Link(title="Shade first", path="/en/initiatives/shade-first/")


def document(**changes: object) -> Document:
    """One of everything a document can hold."""
    table = Table(title="Weeks", head=["Week", "Events"], rows=[["1", 3], ["2", 0]], paths={"0:1": HERE.path})
    parts: list[Part] = [
        Paragraph(sentences=[Sentence(text="Poldne je prevroče.", language="sl", source=HERE)]),
        Numbers(
            numbers=[
                Number(label="Initiatives", value=12, source=HERE),
                Number(label="Share", value=61.5, unit="%"),
            ]
        ),
        table,
        Picture(drawing=Drawing.WEEKS, sentence="It moves.", table=table),
        Picture(
            drawing=Drawing.MAP, sentence="Two cities.", table=table, places={"Celje": (46.2309, 15.2604)}
        ),
        Missing(text="Not told yet.", source=HERE),
        Narrative(
            name="highlights", label="Highlights", text="=1+1", drawn=[Sentence(text="Shade.", source=HERE)]
        ),
    ]
    values: dict = {
        "kind": "progress",
        "title": "Progress: Celje",
        "note": "A draft, no official form.",
        "alliance": "Local Alliance Celje",
        "language": "en",
        "since": date(2025, 11, 1),
        "until": date(2026, 10, 31),
        "as_of": datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        "finding": "Twelve initiatives.",
        "sections": [Section(name="outputs", title="Outputs", parts=parts)],
    }
    return Document(**{**values, **changes})


def test_a_document_is_read_back_as_it_was() -> None:
    frozen = json.loads(json.dumps(document().as_json()))
    assert document_of(frozen).as_json() == document().as_json()
    assert document_of(frozen).sections[0].parts[-1] == document().sections[0].parts[-1]
    assert [part.sentence for part in document_of(frozen).parts_of(Picture)] == ["It moves.", "Two cities."]


def test_the_checksum_is_of_what_is_said_and_of_nothing_else() -> None:
    frozen = document().as_json()
    shuffled = json.loads(json.dumps(frozen, sort_keys=True))
    assert document_of(shuffled).checksum == document().checksum == checksum_of(frozen)
    assert document(finding="Thirteen initiatives.").checksum != document().checksum
