-- A line is alive until its receipt is reversed, and never again after.
CREATE TRIGGER "kb_span_is_freed_once" BEFORE UPDATE OF "live" ON "dues_duesline"
WHEN NOT (OLD.live AND NOT NEW.live)
BEGIN
    SELECT RAISE(ABORT, 'dues: a reversed line stays reversed');
END
