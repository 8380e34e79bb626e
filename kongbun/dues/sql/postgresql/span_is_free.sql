-- Live spans of one membership never overlap (decision 6).  Writers of one fund go
-- in line, so looking first is enough.
CREATE OR REPLACE FUNCTION kb_span_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'dues' AND NEW.live AND EXISTS (
        SELECT 1 FROM dues_duesline o
        WHERE o.membership_id = NEW.membership_id AND o.live AND o.kind = 'dues'
          AND o.from_date < NEW.until_date AND o.until_date > NEW.from_date) THEN
        RAISE EXCEPTION 'dues: these days are paid already' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_span_is_free" BEFORE INSERT ON "dues_duesline"
FOR EACH ROW EXECUTE FUNCTION kb_span_is_free();
