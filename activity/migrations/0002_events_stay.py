"""Events are the audit trail: the database lets nothing change them but erasure and moving walls."""

from django.db import migrations

GUARD = """
CREATE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER activity_event_stays BEFORE UPDATE OR DELETE ON activity_event
    FOR EACH ROW EXECUTE FUNCTION activity_event_stays();
"""
UNGUARD = """
DROP TRIGGER activity_event_stays ON activity_event;
DROP FUNCTION activity_event_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
