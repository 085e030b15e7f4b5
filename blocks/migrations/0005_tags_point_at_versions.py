"""Every tag points at what its block meant."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blocks", "0004_fill_block_versions")]

    operations = [
        migrations.AlterField(
            model_name="tag",
            name="block_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tags",
                to="blocks.blockversion",
                verbose_name="version of the block",
            ),
        ),
        migrations.RemoveField(model_name="tag", name="version_number"),
    ]
