"""Half-written text, kept: one draft for each instance of a form, seen by nobody but its writer."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.apps import apps
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.models.draft_file import DraftFile
from people.models.person import Person
from web.exceptions import DomainError

LIMIT = 64 * 1024  # bytes of JSON; the longest form of the house fills a third of it
OWN_FIELDS = ("draft", "draft_form", "draft_owner", "draft_tab", "draft_turn", "draft_version")
SALT = "people.draft"
UNDER_WAY = timedelta(days=1)


class DraftConflict(Exception):  # noqa: N818  (not a fault: the later tab is shown both texts)
    """Another tab saved this draft meanwhile; ``draft`` is what it saved. Nothing was written."""

    def __init__(self, draft: "Draft") -> None:
        super().__init__(str(draft.pk))
        self.draft = draft


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: Any) -> Self:
        """One's own, whoever one is: no administrator reads another's half-written text."""
        return self.filter(person=person) if isinstance(person, Person) else self.none()

    def of_form(self, form: str) -> Self:
        return self.filter(form=form)

    def newest_first(self) -> Self:
        return self.order_by("-saved_at")


class TornSheet(models.Model):
    """A sheet whose text was published: which tab sent it, and how often that tab had saved it by then.

    A save that was on its way as **Publish** was pressed comes later than it, and would bring the draft back.
    Whoever goes back and writes on has a later turn, and loses nothing. ``words`` is the sign of what was published
    and ``made`` what came of it: the same words sent twice (a double click without a script, the way back and
    **Publish** again) make one thing.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tab = models.CharField(max_length=40)
    turn = models.PositiveIntegerField()
    words = models.CharField(max_length=64, blank=True)
    made = models.CharField(max_length=100, blank=True)
    torn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("published draft")
        verbose_name_plural = _("published drafts")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def of(cls, pk: UUID) -> "TornSheet | None":
        """The sheet, where it was published before; waits for who is publishing it now."""
        _alone_with(pk)
        return cls.objects.filter(pk=pk).first()

    @property
    def thing(self) -> models.Model | None:
        """What came of it, if it still is there."""
        label, _colon, key = self.made.partition(":")
        return apps.get_model(label)._base_manager.filter(pk=key).first() if label else None


class Draft(models.Model):
    """What one person typed into one instance of a form and has neither published nor discarded.

    ``form`` names the form and what it is about (``initiative.log``, ``initiative.edit:<id>``), so a draft
    never shows in another form. ``tab`` and ``turn`` tell a browser tab's own later saves from another tab's.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(
        Person, verbose_name=_("writer"), on_delete=models.CASCADE, related_name="drafts"
    )
    form = models.CharField(_("form"), max_length=120)
    path = models.CharField(_("where it is written"), max_length=300)
    payload = models.JSONField(_("what was typed"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    tab = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["person", "-saved_at"], name="draft_newest")]

    def __str__(self) -> str:
        return self.form

    @classmethod
    def keep(
        cls,
        *,
        pk: UUID,
        form: str,
        path: str,
        data: QueryDict,
        by: Person,
        version: int = 0,
        tab: str = "",
        turn: int = 0,
        at: datetime | None = None,
    ) -> "Draft":
        """Save what ``data`` holds as ``by``'s draft ``pk``; returns the draft as it stands after.

        A tab may always overwrite its own earlier save, also one whose answer it never got; an older ``turn`` of
        the same tab that arrives late changes nothing, nor does one that comes after the text was published. Where
        another tab saved since ``version``, ``DraftConflict`` is raised. ``DomainError`` for more than 64 KB or a
        draft that is somebody else's.
        """
        # PostgreSQL stores no NUL; the form itself says so when it is published.
        payload = {
            name: [value.replace("\0", "") for value in data.getlist(name)]
            for name in data
            if not _is_own(name)
        }
        if len(json.dumps(payload).encode(errors="replace")) > LIMIT:
            raise DomainError(
                _("This is more text than a draft can hold. Shorten it, or publish it in parts.")
            )
        now = at or timezone.now()
        with transaction.atomic():
            _alone_with(pk)
            if tab and TornSheet.objects.filter(pk=pk, tab=tab, turn__gte=turn).exists():
                return cls(pk=pk, person=by, form=form, path=path, payload=payload, saved_at=now)
            draft, created = cls.objects.select_for_update().get_or_create(
                pk=pk,
                defaults={
                    "person": by,
                    "form": form,
                    "path": path,
                    "payload": payload,
                    "tab": tab,
                    "turn": turn,
                    "saved_at": now,
                },
            )
            if created:
                return draft
            if draft.person_id != by.pk or draft.form != form:
                raise DomainError(_("This draft belongs to another form."))
            same_tab = bool(tab) and draft.tab == tab
            if same_tab and turn < draft.turn:
                return draft
            if not same_tab and draft.version != version and draft.payload != payload:
                raise DraftConflict(draft)
            draft.payload, draft.tab, draft.turn, draft.saved_at = payload, tab, turn, now
            draft.version += 1
            draft.save(update_fields=["payload", "tab", "turn", "saved_at", "version"])
        return draft

    @classmethod
    def tear_up(
        cls,
        *,
        pk: UUID,
        by: Person,
        tab: str = "",
        turn: int = 0,
        words: str = "",
        made: models.Model | None = None,
        at: datetime | None = None,
    ) -> None:
        """Let the draft go because its text, as ``tab`` had it at its ``turn``, was published and became ``made``."""
        with transaction.atomic():
            cls.discard(pk=pk, by=by)
            if tab or made is not None:
                became = f"{made._meta.label}:{made.pk}" if made is not None else ""
                torn = {"tab": tab, "turn": turn, "words": words, "made": became}
                TornSheet.objects.update_or_create(pk=pk, defaults={**torn, "torn_at": at or timezone.now()})

    @classmethod
    def discard(cls, *, pk: UUID, by: Person) -> None:
        """Throw the draft away with its files; no-op when gone."""
        with transaction.atomic():
            _alone_with(pk)
            DraftFile.objects.visible_to(by).filter(sheet=pk).delete()
            cls.objects.visible_to(by).filter(pk=pk).delete()

    @property
    def data(self) -> QueryDict:
        """What was typed, as a form takes it."""
        typed = QueryDict(mutable=True)
        for name, values in self.payload.items():
            typed.setlist(name, values)
        return typed

    @property
    def title(self) -> str:
        """The first words of what was typed, to know the draft by."""
        boxes = [name for name in self.payload if name.startswith("box_")]  # those of a narrative
        for name in ("title", "body", "text", "name", "name_1", *boxes):
            words = " ".join(self.payload.get(name, [""])[0].split())
            if words:
                return words[:80]
        return ""


def keep_after_expiry(
    data: QueryDict, path: str, at: datetime | None = None, *, uploads: Iterable[UploadedFile] = ()
) -> Draft | None:
    """Keep what was posted after the session had ended, for the writer whose sign the form carries.

    ``None`` when the form is not one of those that keep drafts, or its sign is forged, old or another form's. A
    draft that another tab changed meanwhile is left alone, and this text kept as one of its own.
    """
    form = data.get("draft_form", "")
    person = owner_by_token(data.get("draft_owner", ""), form)
    if person is None:
        return None
    try:
        pk = UUID(data.get("draft", ""))
        version, turn = int(data.get("draft_version", "")), int(data.get("draft_turn", ""))
    except ValueError:
        return None
    typed: dict[str, Any] = {
        "form": form,
        "path": path,
        "data": data,
        "by": person,
        "tab": data.get("draft_tab", ""),
        "at": at,
    }
    try:
        draft = Draft.keep(pk=pk, version=version, turn=turn, **typed)
    except DraftConflict:
        draft = Draft.keep(pk=uuid4(), turn=turn, **typed)
        DraftFile.copy(sheet=pk, form=form, to=draft.pk, by=person)
    except DomainError:
        return None
    DraftFile.keep(uploads, sheet=draft.pk, form=form, by=person)
    return draft


def forget_abandoned_files(now: datetime) -> None:
    """Delete what was uploaded into forms that were never sent, saved or published."""
    DraftFile.objects.abandoned(now, Draft.objects.all()).delete()


def forget_torn_sheets(now: datetime) -> None:
    """Forget what was published longer ago than any save can be under way."""
    TornSheet.objects.filter(torn_at__lt=now - UNDER_WAY).delete()


def _alone_with(pk: UUID) -> None:
    """Wait until nobody else saves or publishes that sheet, and keep others waiting until the transaction ends: the
    row that a save makes cannot be locked before it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people.draft:{pk}"])


def written_at(data: QueryDict, otherwise: str) -> str:
    """The page on which the form stands: what saves it by itself is sent to another address. Never another site."""
    path = data.get("draft_path", "")[:300]
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else otherwise


def words_sign(data: QueryDict, *, form: str, by: Person) -> str:
    """A sign of who wrote what in which form; the same for the same words, on a page loaded anew as well."""
    names = (name for name in sorted(data) if name not in ("act", "key") and not _is_own(name))
    said = {name: data.getlist(name) for name in names}
    return salted_hmac(SALT, json.dumps([form, str(by.pk), said]), algorithm="sha256").hexdigest()


def _is_own(name: str) -> bool:
    return name in OWN_FIELDS or name == "csrfmiddlewaretoken"


def owner_token(person: Person, form: str) -> str:
    """A sign on the form of whose it is, so that what is posted after the session's end finds its writer."""
    return signing.dumps([str(person.pk), form], salt=SALT)


def owner_by_token(token: str, form: str) -> Person | None:
    """The writer whose sign this is, for 30 days; ``None`` for a forged, foreign or old one."""
    try:
        pk, signed_form = signing.loads(token, salt=SALT, max_age=30 * 24 * 3600)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=pk, is_active=True).first() if signed_form == form else None
