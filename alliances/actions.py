"""Verbs over several of this room's tables."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activity.models import record
from alliances.models import Alliance, Invitation, Membership, Partnership
from people.models import Person


def end_partnership(*, partnership: Partnership, by: Person | None, at: datetime | None = None) -> None:
    """Let an organisation go: its people leave the alliance's circle and its open invitations are withdrawn.

    Raises ``DomainError`` where the alliance's last coordinator works there. No-op when it has ended.
    """
    now = at or timezone.now()
    with transaction.atomic():
        alliance = Alliance.objects.at_the_door(partnership.alliance_id)
        row = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
        if not row.until:
            for membership in Membership.objects.current().filter(partnership=row):
                membership.end(by=by, at=now)
            for invitation in Invitation.objects.pending().filter(partnership=row):
                invitation.revoke(by=by, at=now)
            today = timezone.localdate(now)
            row.until = max(today, row.since or today)
            row.save(update_fields=["until"])
            record("partnership.ended", actor=by, subject=alliance, concerns=[row.organisation], at=now)
    partnership.until = row.until
