-- A line is alive until its receipt is reversed, and never again after.
CREATE OR REPLACE FUNCTION kb_span_is_freed_once() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.live AND NOT NEW.live) THEN
        RAISE EXCEPTION 'dues: a reversed line stays reversed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_span_is_freed_once" BEFORE UPDATE OF "live" ON "dues_duesline"
FOR EACH ROW EXECUTE FUNCTION kb_span_is_freed_once();
