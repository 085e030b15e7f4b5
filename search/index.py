"""Writing to the index: called last in the verbs of what can be found."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from search.models import Entry, configuration_of
from search.registry import source_of


def index(thing: Any) -> None:
    """Make the index say what ``thing`` says now, with the walls it has now; in the caller's transaction."""
    source = source_of(type(thing))
    of_thing = Entry.objects.filter(
        subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk
    )
    documents = list(source.documents(thing))
    of_thing.exclude(language__in=[document.language for document in documents]).delete()
    public, circles = thing.walls()
    for document in documents:
        configuration = configuration_of(document.language)
        vector = SearchVector(Value(document.title), weight="A", config=configuration) + SearchVector(
            Value(document.body), weight="B", config=configuration
        )
        Entry.objects.update_or_create(
            subject_type=ContentType.objects.get_for_model(thing),
            subject_id=thing.pk,
            language=document.language,
            defaults={
                "kind": source.kind,
                "title": document.title,
                "body": document.body,
                "vector": vector,
                "public": public,
                "circles": circles,
            },
        )
