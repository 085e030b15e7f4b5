"""Write down what each block means now as the version its tags were given under."""

from django.db import migrations
from django.db.models import TextField, Value
from django.db.models.functions import MD5, Concat


def fill(apps, schema_editor):
    Block = apps.get_model("blocks", "Block")
    BlockVersion = apps.get_model("blocks", "BlockVersion")
    Tag = apps.get_model("blocks", "Tag")
    Tagging = apps.get_model("blocks", "Tagging")
    Initiative = apps.get_model("initiatives", "Initiative")
    ids = {}
    for block in Block.objects.all():
        numbers = {block.version, *Tag.objects.filter(block=block).values_list("version_number", flat=True)}
        for number in sorted(numbers):
            version = BlockVersion.objects.create(
                block=block,
                version=number,
                written_at=block.created_at,
                shape=block.shape,
                language=block.language,
                name=block.name,
                question=block.question,
                description=block.description,
                translations=block.translations,
            )
            ids[str(block.pk), number] = version.pk
            Tag.objects.filter(block=block, version_number=number).update(block_version=version)
        ids[str(block.pk), None] = ids[str(block.pk), block.version]
    for act in Tagging.objects.iterator():
        for change in act.changes:
            for kept in (change["before"], change["after"]):
                if kept and "block_version" in kept:
                    number = kept.pop("block_version")
                    block = change["block"]
                    kept["block_version_id"] = str(ids.get((block, number), ids[block, None]))
        act.save(update_fields=["changes"])
    # Acts about the text as it stands know it; of earlier texts nobody kept a mark.
    texts = Initiative.objects.annotate(mark=MD5(Concat("title", Value("\n"), "body", output_field=TextField())))
    for pk, version, mark in texts.values_list("pk", "version", "mark").iterator():
        Tagging.objects.filter(initiative=pk, initiative_version=version).update(text_mark=mark)


def empty(apps, schema_editor):
    """Give tags and acts the plain number back."""
    BlockVersion = apps.get_model("blocks", "BlockVersion")
    Tag = apps.get_model("blocks", "Tag")
    Tagging = apps.get_model("blocks", "Tagging")
    numbers = {str(pk): number for pk, number in BlockVersion.objects.values_list("pk", "version")}
    for act in Tagging.objects.iterator():
        for change in act.changes:
            for kept in (change["before"], change["after"]):
                if kept and "block_version_id" in kept:
                    kept["block_version"] = numbers[kept.pop("block_version_id")]
        act.save(update_fields=["changes"])
    for version in BlockVersion.objects.all():
        Tag.objects.filter(block_version=version).update(version_number=version.version, block_version=None)
    BlockVersion.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("blocks", "0003_block_versions"),
        ("initiatives", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, empty)]
