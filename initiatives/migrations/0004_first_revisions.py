"""What stands already has its present version written down, so that every version from now on has one before it."""

from django.db import migrations

AT_ONCE = 500


def keep(apps, schema_editor):
    Initiative = apps.get_model("initiatives", "Initiative")
    InitiativeRevision = apps.get_model("initiatives", "InitiativeRevision")
    rows = Initiative.objects.filter(revisions=None).prefetch_related("challenges", "partners")
    InitiativeRevision.objects.bulk_create(
        (
            InitiativeRevision(
                source=row,
                number=row.version,
                language=row.language,
                texts={"title": row.title, "body": row.body},
                answers={
                    "challenges": sorted(one.slug for one in row.challenges.all()),
                    "visibility": "public" if row.public else "own",
                    "stage": row.stage,
                    "place": str(row.place_id or ""),
                    "partners": sorted(str(one.pk) for one in row.partners.all()),
                    "began_on": "",
                    "ends_on": "",
                    "audiences": [],
                    "participation": "",
                    "participation_reason": "",
                    "needs": [],
                    "offers": [],
                    "links": [],
                    "adapted_from": "",
                },
                author=row.author if row.version == 1 else None,
                created_at=row.changed_at,
            )
            for row in rows.select_related("author").iterator(AT_ONCE)
        ),
        batch_size=AT_ONCE,
    )


class Migration(migrations.Migration):

    dependencies = [("initiatives", "0003_whole")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
