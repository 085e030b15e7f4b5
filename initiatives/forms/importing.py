"""What a coordinator brings to an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, standing_of
from initiatives.judging import Header, Judge
from initiatives.models.importing import Import
from people.models import Person
from web.forms import Form
from web.tables import read_table
from web.uploads import plain_name


class ImportForm(Form):
    alliance = forms.ModelChoiceField(
        label=_("Into which alliance?"), queryset=Alliance.objects.none(), to_field_name="slug"
    )
    file = forms.FileField(
        label=_("The table"),
        help_text=_(
            "XLSX or CSV, up to 5,000 rows. It is read and shown to you first; nothing is imported yet."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv", "class": "files__choose"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, person: Person) -> None:
        super().__init__(data, files)
        standing = standing_of(person)
        mine = [alliance.pk for alliance in standing.coordinated]
        rows = Alliance.objects.lead_first()
        field: Any = self.fields["alliance"]
        field.queryset = rows if standing.administrator else rows.filter(pk__in=mine)
        field.empty_label = None
        if len(field.queryset) == 1:
            field.widget = forms.HiddenInput()
            field.initial = field.queryset[0].slug
            field.required = False

    def clean_alliance(self) -> Alliance:
        field: Any = self.fields["alliance"]
        return self.cleaned_data["alliance"] or field.queryset[0]

    def read(self, *, by: Person, language: str) -> Import:
        """Read and judge the file; raises ``DomainError`` where it is no table of ours."""
        file, alliance = self.cleaned_data["file"], self.cleaned_data["alliance"]
        table = read_table(file)
        header = Header.of(table.head)
        rows = Judge.of(alliance, by, language).rows(table, header)
        return Import.read(
            alliance=alliance,
            name=plain_name(file.name),
            language=language,
            rows=rows,
            by=by,
            guessed=table.guessed,
            ignored=header.ignored[:20],
        )
