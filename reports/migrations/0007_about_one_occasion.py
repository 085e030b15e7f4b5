"""A report may be on one occasion of its alliance alone, a visit say; a frozen one stays on it."""

from django.conf import settings
from django.db import migrations, models


STAYS = """
CREATE OR REPLACE FUNCTION reports_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checksum = '' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A frozen report is never deleted';
    END IF;
    IF (NEW.id, NEW.kind, NEW.alliance_id, NEW.language, NEW.since, NEW.until, NEW.sections, NEW.predecessor_id,
        NEW.state, NEW.document, NEW.narrative, NEW.finding, NEW.checksum, NEW.finished_at, NEW.asked_at%(new)s)
        IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.alliance_id, OLD.language, OLD.since, OLD.until, OLD.sections, OLD.predecessor_id,
        OLD.state, OLD.document, OLD.narrative, OLD.finding, OLD.checksum, OLD.finished_at, OLD.asked_at%(old)s)
        OR (NEW.asked_by_id IS NOT NULL AND NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id)
    THEN
        RAISE EXCEPTION 'A frozen report is never rewritten';
    END IF;
    RETURN NEW;
END $$;
"""
NOW = STAYS % {"new": ", NEW.about, NEW.about_title", "old": ", OLD.about, OLD.about_title"}
BEFORE = STAYS % {"new": "", "old": ""}


class Migration(migrations.Migration):

    dependencies = [
        ('alliances', '0004_a_line_with_the_invitation'),
        ('reports', '0006_schedules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='report',
            name='report_open_once',
        ),
        migrations.AddField(
            model_name='report',
            name='about',
            field=models.UUIDField(blank=True, null=True, verbose_name='on this alone'),
        ),
        migrations.AddField(
            model_name='report',
            name='about_title',
            field=models.CharField(blank=True, max_length=200, verbose_name='its title'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'working', 'drafted'))), fields=('alliance', 'kind', 'language', 'since', 'until', 'sections', 'about', 'predecessor'), name='report_open_once', nulls_distinct=False),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
