"""What stands already gets its first revision; and an adoption's revision is its own origin's, no other's."""

from django.db import migrations

TEXTS = (
    "title", "summary", "body", "evidence", "affected", "tried", "failed", "preconditions", "cost", "people", "law",
    "adapting", "questions", "contacts",
)


def keep_first_revisions(apps, schema_editor):
    Challenge = apps.get_model("challenges", "Challenge")
    Revision = apps.get_model("challenges", "ChallengeRevision")
    Revision.objects.bulk_create(
        Revision(
            source=row,
            number=row.version,
            language=row.language,
            texts={name: getattr(row, name) for name in TEXTS},
            created_at=row.created_at,
        )
        for row in Challenge.objects.filter(revisions=None)
    )


class Migration(migrations.Migration):
    dependencies = [("challenges", "0002_adoptions")]

    operations = [
        migrations.RunSQL(
            sql="""
            ALTER TABLE challenges_adoption ADD CONSTRAINT adoption_revision_of_its_origin
            FOREIGN KEY (origin_id, origin_revision_id)
            REFERENCES challenges_challengerevision (source_id, id) DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE challenges_adoption DROP CONSTRAINT adoption_revision_of_its_origin",
        ),
        migrations.RunPython(keep_first_revisions, migrations.RunPython.noop),
    ]
