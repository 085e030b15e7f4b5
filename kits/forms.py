from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kits.format import LARGEST, too_large
from web.forms import Form


class KitForm(Form):
    """One file; what is in it, ``kits.format.read`` judges."""

    kit = forms.FileField(
        label=_("The kit"),
        help_text=_("A .zip file that somebody downloaded from a challenge’s page, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip", "class": "files__choose"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )

    def clean_kit(self) -> UploadedFile:
        """Of what was too large to be kept only the size came along."""
        kit: UploadedFile = self.cleaned_data["kit"]
        if (kit.size or 0) > LARGEST:
            raise forms.ValidationError(str(too_large().message))
        return kit
