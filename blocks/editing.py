"""The forms in which blocks are written, split and proposed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from blocks.models import RESERVED, Block, BlockProposal, BlockVersion, Meaning, NewBlock, Shape
from web.addresses import free_slug
from web.forms import ChoiceTiles, Form
from web.glyphs import glyph

TEXTS = Block.TEXTS
NAME, QUESTION, DESCRIPTION = 80, 200, 4_000


def line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"autocomplete": "off"}), **more
    )


def paragraph(label: Any, most: int = DESCRIPTION, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 4}), **more)


def shapes() -> list[tuple[str, SafeString]]:
    """Each shape in its colour, to choose from."""
    return [(value, glyph(value, str(words))) for value, words in Shape.choices]


class BlockForm(Form):
    """What a block means, in its own language and in the others.

    A translation that is left empty shows the original. ``seen`` is the version the writer read, ``proposal`` the
    one that is taken up.
    """

    language = forms.ChoiceField(label=_("Language of the original"), choices=settings.LANGUAGES)
    name = line(_("Name"), NAME)
    question = line(_("The question it asks"), QUESTION)
    description = paragraph(
        _("What it means"), required=False, help_text=_("When it fits, and when it does not.")
    )
    shape = forms.ChoiceField(
        label=_("Shape and colour"), choices=shapes, widget=ChoiceTiles, initial=Shape.HOUSE
    )
    order = forms.IntegerField(label=_("Place in the row"), min_value=0, max_value=99, initial=9)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    proposal = forms.UUIDField(widget=forms.HiddenInput, required=False)
    word = line(
        _("What changed?"), 300, required=False, help_text=_("One sentence, kept beside the earlier version.")
    )

    def __init__(
        self, data: Any = None, *, block: Block | None, initial: dict[str, Any] | None = None
    ) -> None:
        own = {**answers_of(block), "seen": block.version} if block else {}
        super().__init__(data, initial={**own, **(initial or {})})
        for code, language in settings.LANGUAGES:
            name, question, description = (
                format_lazy("{} · {}", self.fields[text].label, language) for text in TEXTS
            )
            self.fields[f"name_{code}"] = line(name, NAME, required=False)
            self.fields[f"question_{code}"] = line(question, QUESTION, required=False)
            self.fields[f"description_{code}"] = paragraph(description, required=False)
        if block is None:
            del self.fields["word"]

    @property
    def translations(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Each language's code, name and fields, but for the original's."""
        original = self["language"].value()
        return [
            (code, name, [self[f"{text}_{code}"] for text in TEXTS])
            for code, name in settings.LANGUAGES
            if code != original
        ]

    def meaning(self) -> Meaning:
        said = self.cleaned_data
        translated = {
            code: {text: said[f"{text}_{code}"] for text in TEXTS if said.get(f"{text}_{code}")}
            for code, _name in settings.LANGUAGES
            if code != said["language"]
        }
        return Meaning(
            shape=said["shape"],
            language=said["language"],
            name=said["name"],
            question=said["question"],
            description=said["description"],
            translations={code: texts for code, texts in translated.items() if texts},
        )


def answers_of(block: Block | BlockVersion) -> dict[str, Any]:
    """The form's answers for a block as it stands, or as one version of it had it."""
    names = ("language", "shape", *TEXTS, *(["order"] if isinstance(block, Block) else []))
    others = {
        f"{text}_{code}": block.translations.get(code, {}).get(text, "")
        for code, _name in settings.LANGUAGES
        for text in TEXTS
    }
    return {**{name: getattr(block, name) for name in names}, **others}


class SplitForm(Form):
    """The two parts that take a block's place; their translations follow on their own pages."""

    def __init__(self, data: Any = None, *, block: Block) -> None:
        super().__init__(data)
        self.block = block
        worn = set(Block.objects.current().values_list("shape", flat=True))
        free = next((shape for shape in Shape.values if shape not in worn), block.shape)
        parts = (("1", _("The first part"), block.shape), ("2", _("The second part"), free))
        for number, title, shape in parts:
            self.fields[f"name_{number}"] = line(title, NAME)
            self.fields[f"question_{number}"] = line(_("The question it asks"), QUESTION)
            self.fields[f"description_{number}"] = paragraph(_("What it means"), required=False)
            self.fields[f"shape_{number}"] = forms.ChoiceField(
                label=_("Shape and colour"), choices=shapes, widget=ChoiceTiles, initial=shape
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("name_1") and slugify(said["name_1"]) == slugify(said.get("name_2", "")):
            self.add_error("name_2", _("Give the two parts different names."))
        return said

    def parts(self, language: str) -> list[NewBlock]:
        said = self.cleaned_data
        return [
            NewBlock(
                slug=free_slug(Block, said[f"name_{number}"], RESERVED, stem="block", longest=50),
                meaning=Meaning(
                    shape=said[f"shape_{number}"],
                    language=language,
                    name=said[f"name_{number}"],
                    question=said[f"question_{number}"],
                    description=said[f"description_{number}"],
                ),
            )
            for number in ("1", "2")
        ]


class ProposalForm(Form):
    """How a block should read, and why."""

    name = line(_("Name"), NAME)
    question = line(_("The question it asks"), QUESTION)
    description = paragraph(_("What it means"), required=False)
    why = paragraph(_("Why?"), 2_000, help_text=_("What is unclear or missing now? An example helps."))

    def __init__(self, data: Any = None, *, block: Block | None) -> None:
        text = block.text if block else None
        super().__init__(data, initial={name: getattr(text, name) for name in TEXTS} if text else None)


class AnswerForm(Form):
    """Why a proposal is not taken up."""

    word = line(_("Why not?"), 500)


def initial_of(proposal: BlockProposal, block: Block | None) -> dict[str, Any]:
    """What the editor's form begins with where it takes up ``proposal``: the proposed words in their language, which
    are a translation where the block was written in another one."""
    words: dict[str, Any] = {name: getattr(proposal, name) for name in TEXTS}
    if block is None or proposal.language == block.language:
        return {**words, "language": proposal.language, "proposal": proposal.pk}
    return {
        "proposal": proposal.pk,
        **{f"{name}_{proposal.language}": said for name, said in words.items()},
    }
