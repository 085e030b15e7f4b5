"""Blocks get versions, and an act of tagging the mark of the text it was about."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

LANGUAGES = [
    ("en", "English"),
    ("sl", "Slovenščina"),
    ("hr", "Hrvatski"),
    ("it", "Italiano"),
    ("sk", "Slovenčina"),
]
SHAPES = [
    ("square", "Square"),
    ("circle", "Circle"),
    ("star", "Star"),
    ("diamond", "Diamond"),
    ("triangle", "Triangle"),
    ("house", "House"),
    ("hexagon", "Hexagon"),
    ("cross", "Cross"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("blocks", "0002_reasons_have_a_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "language",
                    models.CharField(choices=LANGUAGES, default="en", max_length=5, verbose_name="language"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "translations",
                    models.JSONField(blank=True, default=dict, verbose_name="translations"),
                ),
                ("shape", models.CharField(choices=SHAPES, max_length=12, verbose_name="shape")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("question", models.CharField(max_length=200, verbose_name="the question it asks")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("word", models.CharField(blank=True, max_length=300, verbose_name="what changed")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="blocks.block",
                        verbose_name="block",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a block",
                "verbose_name_plural": "versions of blocks",
                "constraints": [
                    models.UniqueConstraint(fields=("block", "version"), name="block_version_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="block",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="blocks.block",
                verbose_name="split from",
            ),
        ),
        migrations.RemoveConstraint(model_name="block", name="block_address_not_reserved"),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "slug__in",
                        (
                            "new",
                            "edit",
                            "tag",
                            "taggings",
                            "triage",
                            "coverage",
                            "adopt",
                            "propose",
                            "proposals",
                            "history",
                            "connections",
                        ),
                    ),
                    _negated=True,
                ),
                name="block_address_not_reserved",
                violation_error_message="This address is taken by a page of the platform.",
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="text_mark",
            field=models.CharField(blank=True, max_length=32, verbose_name="mark of the text"),
        ),
        migrations.RenameField(model_name="tag", old_name="block_version", new_name="version_number"),
        migrations.AlterField(
            model_name="tag",
            name="version_number",
            field=models.PositiveIntegerField(null=True, verbose_name="version of the block"),
        ),
        migrations.AddField(
            model_name="tag",
            name="block_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tags",
                to="blocks.blockversion",
                verbose_name="version of the block",
            ),
        ),
    ]
