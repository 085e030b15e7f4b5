"""The end of an account: by the register, in one transaction, and out of the words of others."""

import json
import re
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import OperationalError, connection, models, transaction
from django.db.models import Func, Q, Value
from django.db.models.functions import Cast
from django.db.models.lookups import IRegex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.events import ERASED
from activity.letters import letter
from activity.models import Delivery, deliver, record
from activity.models.exports import KEPT
from activity.registry import Letter, purpose
from people import privacy
from people.models import Person
from people.privacy import LEFT_OUT, Traces
from web.exceptions import DomainError

GOODBYE = "activity.goodbye"
PATIENCE = "10s"  # below what a statement may take


def erase(*, person: Person, by: Person, at: datetime | None = None) -> None:
    """Delete ``person`` with all that is theirs alone; what they did for their organisation stays, and names nobody.

    They are signed out everywhere, and a mail tells them so, whose row is forgotten as it is sent. No-op when gone.
    Raises ``DomainError`` where something stands against it (see ``privacy.hindrances``), and where another account
    takes long to go.
    """
    now = at or timezone.now()
    with transaction.atomic():
        one_at_a_time()
        if not Person.objects.filter(pk=person.pk).exists():
            return
        for words in privacy.hindrances(person):
            raise DomainError(words)
        # Alliances are locked before any other row: the register comes to memberships first.
        for holding in privacy.holdings():
            if holding.before:
                holding.before(person)
        row = Person.objects.select_for_update().get(pk=person.pk)
        traces = Traces.of(row)
        record(ERASED, actor=None if by.pk == row.pk else by, subject=row, at=now)
        row.delete()
        take_out(traces)
        for holding in privacy.holdings():
            if holding.after:
                holding.after(traces)
        deliver(
            GOODBYE,
            str(person.pk),
            language=person.language,
            address=traces.email,
            delete_at=now + KEPT,
        )


def one_at_a_time() -> None:
    """Let no other account go before this transaction ends: each takes words out of what the other lets go of, so two
    at once would wait for each other. Raises ``DomainError`` where it is not one's turn within ``PATIENCE``."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('activity.erasing', 0))")
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError:
        raise DomainError(_("Another account is being deleted just now. Try again in a minute.")) from None


@purpose(GOODBYE, forgotten=True)
def goodbye(delivery: Delivery) -> Letter:
    """That the account is deleted, and what stays."""
    return letter("activity/mail/goodbye", {})


class RegexpReplace(Func):
    """``regexp_replace(text, pattern, replacement, flags)``."""

    function = "regexp_replace"
    output_field = models.TextField()


# --- out of the words of others -----------------------------------------------------------------------
def take_out(traces: Traces) -> None:
    """Take the person's address and name out of every text of the house, in one statement a table.

    All columns that can hold words are asked, so that a new one cannot be forgotten.
    """
    for model in apps.get_models(include_auto_created=True):
        columns = {field.name: field for field in model._meta.local_concrete_fields if _holds_words(field)}
        if not columns or not model._meta.managed:
            continue
        changed, found = {}, Q()
        for name, field in columns.items():
            words: Any = Cast(name, models.TextField())
            text = words
            for pattern in _patterns(traces, encoded=isinstance(field, models.JSONField | ArrayField)):
                found |= Q(IRegex(words, pattern))
                text = RegexpReplace(text, Value(pattern), Value(LEFT_OUT), Value("gi"))
            changed[name] = Cast(text, field)
        privacy.changeable(model).filter(found).update(**changed)


def _holds_words(field: Any) -> bool:
    if isinstance(field, ArrayField):
        return _holds_words(field.base_field)
    words = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return words and not (field.choices or field.primary_key or field.generated)


def _patterns(traces: Traces, *, encoded: bool) -> list[str]:
    """What to look for, whole and not as a part of other words; ``encoded`` as JSON and arrays write it."""
    patterns = [_whole(traces.email, encoded, before=r"[\w.+-]", after=r"[\w-]|\.\w")]
    if traces.name:
        patterns.append("@?" + _whole(traces.name, encoded, before=r"\w", after=r"\w"))
    elif traces.mention:
        patterns.append("@" + _whole(traces.mention, encoded, before=r"\w", after=r"\w"))
    return patterns


def _whole(words: str, encoded: bool, *, before: str, after: str) -> str:
    if encoded:
        words = json.dumps(words, ensure_ascii=False)[1:-1]
    return f"(?<!{before}){re.escape(words)}(?!{after})"
