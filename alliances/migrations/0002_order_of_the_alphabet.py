"""The organisations' sort keys are worked out by their own field; those written before get theirs here."""

from django.db import migrations

import web.collation


def write_keys(apps, schema_editor):
    organisations = apps.get_model("alliances", "Organisation").objects
    for organisation in organisations.all():
        organisations.filter(pk=organisation.pk).update(sort_key=web.collation.sort_key(organisation.name))


class Migration(migrations.Migration):
    dependencies = [("alliances", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="sort_key",
            field=web.collation.SortKeyField(default=b"", source="name"),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
