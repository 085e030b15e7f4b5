"""``manage.py reindex``: the whole index anew, from what stands."""

from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from search.index import forget_lost, index, learn_words_anew
from search.registry import sources

BATCH = 200  # things in one transaction; each is locked while it is read, so that no verb is overtaken


class Command(BaseCommand):
    help = "Writes the search index anew, in batches, while the platform is in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "kinds", nargs="*", help="Only these kinds: initiative, challenge, partner, block, …"
        )

    def handle(self, *args: Any, kinds: list[str], **options: Any) -> None:
        known = {source.kind: source for source in sources()}
        unknown = set(kinds) - known.keys()
        if unknown:
            self.stderr.write(f"No such kind: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
            raise SystemExit(2)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        for kind in kinds or known:
            self.stdout.write(f"{kind}: {self._kind(known[kind].model)}")
        if not kinds:
            learn_words_anew()

    def _kind(self, model: type[Any]) -> int:
        """Index every thing of ``model`` and forget those that are gone; how many there are."""
        ids = model._default_manager.order_by("pk").values_list("pk", flat=True)
        done = 0
        for batch in batched(ids.iterator(chunk_size=5_000), BATCH):
            with transaction.atomic():
                for thing in model._default_manager.filter(pk__in=batch).select_for_update(of=("self",)):
                    index(thing)
                    done += 1
        forget_lost(model)
        return done
