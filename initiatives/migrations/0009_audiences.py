"""For whom initiatives are, to begin with: administrators add others and rename these."""

from django.db import migrations

# Address, then the name in English, Slovene, Croatian, Italian and Slovak.
AUDIENCES = (
    ("young-people", "Young people", "Mladi", "Mladi", "Giovani", "Mladí ľudia"),
    (
        "older-residents",
        "Older residents",
        "Starejši prebivalci",
        "Stariji stanovnici",
        "Abitanti anziani",
        "Starší obyvatelia",
    ),
    ("tenants", "Tenants", "Najemniki", "Najmoprimci", "Inquilini", "Nájomníci"),
    ("families", "Families", "Družine", "Obitelji", "Famiglie", "Rodiny"),
    ("newcomers", "Newcomers", "Novi priseljenci", "Novi doseljenici", "Nuovi arrivati", "Noví prisťahovaní"),
    (
        "returning-talent",
        "Returning talent",
        "Tisti, ki se vračajo",
        "Povratnici",
        "Chi torna",
        "Tí, čo sa vracajú",
    ),
    (
        "people-with-disabilities",
        "People with disabilities",
        "Ljudje z oviranostmi",
        "Osobe s invaliditetom",
        "Persone con disabilità",
        "Ľudia so znevýhodnením",
    ),
    (
        "low-income-households",
        "Low-income households",
        "Gospodinjstva z nizkimi dohodki",
        "Kućanstva s niskim prihodima",
        "Famiglie a basso reddito",
        "Domácnosti s nízkymi príjmami",
    ),
    (
        "entrepreneurs",
        "Entrepreneurs",
        "Podjetni ljudje",
        "Poduzetnici",
        "Imprenditrici e imprenditori",
        "Podnikavci",
    ),
)


def begin(apps, schema_editor):
    Audience = apps.get_model("initiatives", "Audience")
    for order, (slug, name, *others) in enumerate(AUDIENCES, start=1):
        translations = {
            language: {"name": words}
            for language, words in zip(("sl", "hr", "it", "sk"), others, strict=True)
        }
        Audience.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "language": "en", "order": order, "translations": translations},
        )


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0008_update_files")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
