"""A place for what is learned from settled tags."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blocks", "0006_connections")]

    operations = [
        migrations.CreateModel(
            name="Learned",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("knowledge", models.JSONField(verbose_name="what was counted")),
                ("learned_at", models.DateTimeField(verbose_name="learned")),
            ],
            options={
                "verbose_name": "what was learned of blocks",
                "verbose_name_plural": "what was learned of blocks",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="learned_is_one_row")
                ],
            },
        ),
    ]
