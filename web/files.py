"""Photos and PDFs of the rooms' things: one abstract table, one way to serve them, one that tidies.

A room makes its own table of files (``class InitiativeFile(File)`` with a foreign key to what they belong to) and
its own route, which asks whether the person may see that thing at this moment and then calls ``serve``.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from web.exceptions import DomainError, Withdrawn
from web.models import Thing
from web.uploads import Kind, Size, Taken, folder

ALT = 300  # characters of a photo's description
# What nothing points at and is older than this, nobody is about to point at any more.
FORGOTTEN_AFTER = timedelta(days=1)
# How long what was taken away can still be brought back by an administrator.
KEPT_AWAY = timedelta(days=30)
MOST = 12  # files of one thing
TICK = timedelta(microseconds=1)  # keeps what is added at once in its order
FRESH_FOR = 600  # seconds a browser shows what everybody may see without asking again


@dataclass(frozen=True)
class FileAnswers:
    """What a form says about files: ``added`` come from the writer's draft with their descriptions, ``described``
    are the thing's own with new ones, ``removed`` its own to be taken away."""

    added: Sequence[tuple["File", str]] = ()
    described: Sequence[tuple["File", str]] = ()
    removed: Sequence["File"] = field(default_factory=tuple)


class FileQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Not taken away."""
        return self.filter(removed_at=None)

    def photos(self) -> Self:
        return self.filter(kind=Kind.PHOTO)

    def in_order(self) -> Self:
        """As they were added."""
        return self.order_by("added_at", "pk")


class File(Thing):
    """A photo or PDF of something, checked and lying on the disk in ``place``.

    A concrete subclass adds the foreign key to what it belongs to, names it in ``OWNER``, has ``url(size)`` and
    ``objects = FileQuerySet.as_manager()``.
    ``alt`` is what is to be seen, for those who do not see it (of a PDF: what is in it), in the language of what
    it belongs to. ``checksum`` is of the file as it came, so that one sent twice is kept once. ``added_by`` is a
    personal field: it empties when the person goes.
    """

    OWNER = ""

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    place = models.CharField(_("place on the disk"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    alt = models.CharField(_("description"), max_length=ALT, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def settle(
        cls, *, owner: models.Model, answers: FileAnswers, by: Any, at: datetime | None = None
    ) -> bool:
        """Do to the files of ``owner`` what a form says, in the transaction of the caller, who holds its row;
        whether anything changed. What is there already (by its content) is not added again.

        Raises ``DomainError`` for more than ``MOST`` files.
        """
        now = at or timezone.now()
        files: Any = cls._default_manager
        mine = files.standing().filter(**{cls.OWNER: owner})
        changed = mine.filter(pk__in=[file.pk for file in answers.removed]).update(removed_at=now)
        for file, alt in answers.described:
            changed += mine.filter(pk=file.pk).exclude(alt=alt).update(alt=alt)
        known = set(mine.values_list("checksum", flat=True))
        fresh = [pair for pair in answers.added if pair[0].checksum not in known]
        if len(known) + len(fresh) > MOST:
            raise DomainError(too_many_files(), field="attached")
        rows = [
            cls(**{cls.OWNER: owner}, **vars(file.taken), alt=alt, added_by=by, added_at=now + after * TICK)
            for after, (file, alt) in enumerate(fresh)
        ]
        files.bulk_create(rows)
        for file, _alt in answers.added:
            file.delete()
        return bool(changed or rows)

    @property
    def is_photo(self) -> bool:
        return self.kind == Kind.PHOTO

    def url(self, size: str) -> str:
        """Where its owner's room serves it in that size (``card``, ``page``; of a PDF ``pdf``)."""
        raise NotImplementedError

    @property
    def card_url(self) -> str:
        return self.url(Size.CARD)

    @property
    def page_url(self) -> str:
        return self.url(Size.PAGE) if self.is_photo else self.url(Kind.PDF)

    @property
    def taken(self) -> Taken:
        """What lies on the disk, to be pointed at by another row too."""
        return Taken(
            kind=Kind(self.kind),
            place=self.place,
            name=self.name,
            size=self.size,
            checksum=self.checksum,
            width=self.width,
            height=self.height,
        )

    def location(self, size: str) -> Path | None:
        """The file of that size on the disk, where there is such a size of it."""
        sizes = {str(size): f"{size}.webp" for size in Size} if self.is_photo else {"pdf": "file.pdf"}
        path = folder() / self.place / sizes.get(size, "")
        inside = size in sizes and path.resolve().is_relative_to(folder().resolve())
        return path if inside else None


def too_many_files() -> str:
    return ngettext(
        "There is room for %(count)d file here. Take some away.",
        "There is room for %(count)d files here. Take some away.",
        MOST,
    ) % {"count": MOST}


def serve(request: HttpRequest, file: File, size: str, *, public: bool) -> HttpResponseBase:
    """The answer with that size of ``file``, whose owner the person may see: the room's view has asked.

    ``public`` is whether everybody may see the owner: only then a shared cache may keep it, and a browser show it
    for some minutes without asking. Raises ``Withdrawn`` for a file taken away, 404 for a size there is not.
    """
    if file.removed_at:
        raise Withdrawn(file.name, str(_("This file was taken away.")))
    path = file.location(size)
    etag = quote_etag(f"{file.pk.hex}-{size}")
    known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponseBase
    try:
        if path is None:
            raise Http404
        content = path.open("rb")
    except OSError:
        raise Http404 from None
    if known:
        content.close()
        response = HttpResponseNotModified()
    else:
        response = FileResponse(
            content,
            as_attachment=not file.is_photo,
            filename=file.name,
            content_type="image/webp" if file.is_photo else "application/pdf",
        )
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    # Whoever opens it alone, in a tab of its own, opens it without our origin and without scripts.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if public:
        patch_cache_control(response, public=True, max_age=FRESH_FOR)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def tables() -> list[type[File]]:
    """Every concrete table of files in the house."""
    return [model for model in apps.get_models() if issubclass(model, File)]


def tidy(now: datetime) -> None:
    """Delete what was taken away long ago, and from the disk whatever no row points at.

    A folder is young while its row is being written: only what has lain a day without one goes. All rows are
    asked in one statement, or one that moves from table to table meanwhile would be seen in neither.
    """
    lying = [place for place in folder().glob("*/*") if _is_old(place, now)]
    for table in tables():
        table._default_manager.filter(removed_at__lt=now - KEPT_AWAY).delete()
    first, *others = (table._default_manager.order_by().values_list("place") for table in tables())
    known = {place for (place,) in first.union(*others)}
    for place in lying:
        if str(place.relative_to(folder())) not in known:
            shutil.rmtree(place, ignore_errors=True)


def _is_old(place: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - place.stat().st_mtime > FORGOTTEN_AFTER.total_seconds()
    except FileNotFoundError:  # a folder that just got its name
        return False
