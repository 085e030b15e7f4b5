"""What is asked on the day and afterwards: takeaways, what they are about, and who does what by when."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Partnership, standing_of
from visits.forms import by_name, shown_by, with_defaults
from visits.models import TAKEAWAY_LENGTH, SiteVisit, Takeaway
from visits.record import Record
from web.file_field import FilesField
from web.forms import Form, ManyChoiceTiles, day_field


class JotForm(Form):
    """A takeaway; ``answers()`` are the keywords of ``Takeaway.jot``."""

    text = forms.CharField(
        label=_("What do you take away?"),
        max_length=TAKEAWAY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    item = forms.ChoiceField(label=_("At what?"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    key = forms.UUIDField(widget=forms.HiddenInput)
    attached = FilesField(label=_("A photo"))

    def __init__(self, data: Any = None, *, record: Record, photos: bool = True) -> None:
        first = record.current
        initial = {
            "language": get_language() or "en",
            "key": str(uuid4()),
            "item": str(first.pk) if first else "",
        }
        super().__init__(
            with_defaults(data, initial), initial=initial, auto_id="id_%s" if photos else "jot-%s"
        )
        self._items = {str(item.pk): item for item in record.items}
        named: Any = self.fields["item"]
        named.choices = [("", _("The whole visit")), *((pk, str(item)) for pk, item in self._items.items())]
        if not photos:
            del self.fields["attached"]

    def answers(self) -> dict[str, Any]:
        """What the verb takes; only after ``is_valid()``."""
        return {**self.cleaned_data, "item": self._items.get(self.cleaned_data["item"])}


class PinForm(Form):
    """What a takeaway is about; ``answers()`` are the keywords of ``Takeaway.pin``."""

    challenges = forms.MultipleChoiceField(label=_("Challenges"), required=False, widget=ManyChoiceTiles)
    initiative = forms.ChoiceField(label=_("Initiative"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        visit: SiteVisit,
        person: Any,
        takeaway: Takeaway,
        offered: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        pinned = list(takeaway.initiatives.all())
        initial = {
            "challenges": [str(one.pk) for one in takeaway.challenges.all()],
            "initiative": str(pinned[0].pk) if pinned else "",
        }
        super().__init__(data, initial=initial, auto_id=f"pin-{takeaway.pk}-%s")
        self._rows = offered or self.offered(visit, person)
        fields: Any = self.fields
        fields["challenges"].choices = [(pk, str(row)) for pk, row in self._rows["challenge"].items()]
        fields["initiative"].choices = [
            ("", _("None")),
            *((pk, str(row)) for pk, row in self._rows["initiative"].items()),
        ]

    @staticmethod
    def offered(visit: SiteVisit, person: Any) -> dict[str, dict[str, Any]]:
        """The hosts' challenges and initiatives that ``person`` may see, by id."""
        return {name: rows for name, rows in shown_by(visit, person).items() if name != "host"}

    def answers(self) -> dict[str, Any]:
        """What the verb takes; only after ``is_valid()``."""
        said = self.cleaned_data
        initiative = self._rows["initiative"].get(said["initiative"])
        return {
            "challenges": [self._rows["challenge"][pk] for pk in said["challenges"]],
            "initiatives": [initiative] if initiative else [],
        }


class CommitForm(Form):
    """Who does what by when; ``answers()`` are the keywords of ``Outcome.commit``."""

    what = forms.CharField(label=_("What?"), max_length=300)
    owner = forms.ChoiceField(label=_("Who?"))
    due = day_field(label=_("By when?"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, visit: SiteVisit, person: Any) -> None:
        initial = {"language": get_language() or "en"}
        super().__init__(with_defaults(data, initial), initial=initial, auto_id="commit-%s")
        cities = visit.invitees.delegations().values("alliance")
        rows = Partnership.objects.current().filter(Q(alliance=visit.alliance_id) | Q(alliance__in=cities))
        standing = standing_of(person)
        if not (standing.administrator or standing.coordinates(visit.alliance_id)):
            rows = rows.filter(pk__in=[row.pk for row in standing.partnerships])
        rows = rows.select_related("organisation", "alliance")
        self._owners = {str(row.pk): row for row in rows}
        named: Any = self.fields["owner"]
        named.choices = by_name(
            (pk, f"{row.organisation} · {row.alliance.city}") for pk, row in self._owners.items()
        )

    def answers(self) -> dict[str, Any]:
        """What the verb takes; only after ``is_valid()``."""
        owner = self._owners[self.cleaned_data["owner"]]
        return {**self.cleaned_data, "owner": owner.organisation, "alliance": owner.alliance}
