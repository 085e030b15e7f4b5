"""The field for photos and PDFs of any form that keeps drafts.

What is chosen is uploaded into the writer's draft at once (with a script) or when the form is sent (without), so a
form that comes back with an error has lost nothing. The form itself only says what is in each, and what to take
away; ``people.drafting.Sheet.fill`` lends the field the files of the draft.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.exceptions import DomainError
from web.files import ALT, MOST, File, FileAnswers
from web.uploads import ACCEPTED


@dataclass(frozen=True)
class Said:
    """What was typed about files: descriptions by id, and the ids of what is to be taken away."""

    alts: dict[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """One file as the field shows it: with the names of its inputs, and what is typed in them."""

    file: File
    name: str
    alt: str
    off: bool
    limit: int = ALT


class FilesInput(forms.Widget):
    """The files there are, each with its description and a tick that takes it away, and the input for more."""

    template_name = "components/files.html"
    use_fieldset = True
    needs_multipart_form = True
    owned: Sequence[File] = ()
    staged: Sequence[File] = ()
    upload_url = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Said:
        alts, off = f"{name}-alt-", f"{name}-off-"
        return Said(
            {key.removeprefix(alts): data.get(key) for key in data if key.startswith(alts)},
            frozenset(key.removeprefix(off) for key in data if key.startswith(off)),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        said = value if isinstance(value, Said) else Said()
        context["widget"].update(
            owned=self._rows(name, self.owned, said),
            staged=self._rows(name, self.staged, said),
            upload_url=self.upload_url,
            accept=ACCEPTED,
            full=len(self.owned) + len(self.staged) >= MOST,
            most=MOST,
        )
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_0" if id_ else id_

    def _rows(self, name: str, files: Iterable[File], said: Said) -> list[Row]:
        return [
            Row(file, name, said.alts.get(str(file.pk), file.alt), str(file.pk) in said.off) for file in files
        ]


class FilesField(forms.Field):
    """Photos and PDFs; its answer are ``FileAnswers``.

    ``owned`` are what the thing has already; ``lend`` adds what the draft holds, and what was refused on the way.
    """

    widget: FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput)
        kwargs.setdefault("label", _("Photos and files"))
        kwargs.setdefault(
            "help_text", _("Photos or PDFs, up to 20 MB each. We take the place out of photos.")
        )
        super().__init__(required=False, **kwargs)
        self.refusals: Sequence[DomainError] = ()

    def own(self, files: Iterable[File]) -> None:
        self.widget.owned = list(files)

    def lend(self, files: Iterable[File], *, refusals: Sequence[DomainError], upload_url: str) -> None:
        self.widget.staged, self.widget.upload_url, self.refusals = list(files), upload_url, refusals

    def part(self, data: Any, name: str = "attached") -> dict[str, Any]:
        """The context of the part that lists the draft's files, with what is typed beside them."""
        said = self.widget.value_from_datadict(data, None, name)
        context = self.widget.get_context(name, said, {"id": f"id_{name}"})
        return {**context, "faults": [refusal.message for refusal in self.refusals]}

    def clean(self, value: Any) -> FileAnswers:
        said = value if isinstance(value, Said) else Said()
        faults: list[Any] = [str(refusal.message) for refusal in self.refusals]
        if any("\x00" in alt for alt in said.alts.values()):
            faults.append(_("Take out the sign that cannot be stored."))
        if any(len(alt) > ALT for alt in said.alts.values()):
            faults.append(_("Shorten the descriptions to %(limit)d characters.") % {"limit": ALT})
        if faults:
            raise ValidationError(faults)

        def stays(file: File) -> bool:
            return str(file.pk) not in said.off

        def described(files: Sequence[File]) -> list[tuple[File, str]]:
            return [(file, " ".join(said.alts.get(str(file.pk), file.alt).split())) for file in files]

        return FileAnswers(
            added=described([file for file in self.widget.staged if stays(file)]),
            described=described([file for file in self.widget.owned if stays(file)]),
            removed=[file for file in self.widget.owned if not stays(file)],
        )
