"""A frozen report is what it was: the database lets nothing change but who may read it and who is erased from it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION reports_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checksum = '' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A frozen report is never deleted';
    END IF;
    IF (NEW.id, NEW.kind, NEW.alliance_id, NEW.language, NEW.since, NEW.until, NEW.sections, NEW.predecessor_id,
        NEW.state, NEW.document, NEW.narrative, NEW.finding, NEW.checksum, NEW.finished_at, NEW.asked_at)
        IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.alliance_id, OLD.language, OLD.since, OLD.until, OLD.sections, OLD.predecessor_id,
        OLD.state, OLD.document, OLD.narrative, OLD.finding, OLD.checksum, OLD.finished_at, OLD.asked_at)
        OR (NEW.asked_by_id IS NOT NULL AND NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id)
    THEN
        RAISE EXCEPTION 'A frozen report is never rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_report_stays BEFORE UPDATE OR DELETE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_report_stays();

CREATE FUNCTION reports_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A file of a report is never rewritten';
END $$;
CREATE TRIGGER reports_file_stays BEFORE UPDATE OR DELETE ON reports_reportfile
    FOR EACH ROW EXECUTE FUNCTION reports_file_stays();
"""
UNGUARD = """
DROP TRIGGER reports_file_stays ON reports_reportfile;
DROP FUNCTION reports_file_stays();
DROP TRIGGER reports_report_stays ON reports_report;
DROP FUNCTION reports_report_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_drafts")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
