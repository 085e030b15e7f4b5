"""The facts of an event may be emptied by erasure, and changed in no other way."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An event is never deleted';
    END IF;
    IF (NEW.id, NEW.kind, NEW.subject_type_id, NEW.subject_id, NEW.concerns, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_type_id, OLD.subject_id, OLD.concerns, OLD.created_at)
        OR (NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id)
        OR EXISTS (
            SELECT FROM jsonb_each(NEW.facts) AS now (name, value)
            WHERE value NOT IN ('null', '""') AND NOT coalesce(OLD.facts -> name @> value, false)
        )
    THEN
        RAISE EXCEPTION 'An event is never rewritten';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An event is never deleted';
    END IF;
    IF (NEW.id, NEW.kind, NEW.subject_type_id, NEW.subject_id, NEW.concerns, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_type_id, OLD.subject_id, OLD.concerns, OLD.created_at)
        OR (NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id)
    THEN
        RAISE EXCEPTION 'An event is never rewritten';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0004_following")]

    operations = [migrations.RunSQL(GUARD, BEFORE)]
