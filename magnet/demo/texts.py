"""Texts of the data files, in the language they were written in and in their translations."""

from typing import Any

from web.models import Rendering, Translatable


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
