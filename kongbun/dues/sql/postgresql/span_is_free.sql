-- Live spans of one membership never overlap.  Since those that stand do
-- not, the last one that begins before the new one's end is the only one to look at.
-- Writers of one fund go in line, so looking first is enough.
CREATE OR REPLACE FUNCTION kb_span_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.from_day IS NOT NULL THEN
        IF NOT NEW.live THEN
            RAISE EXCEPTION 'dues: a line begins alive' USING ERRCODE = '23514';
        END IF;
        IF NEW.from_day < (
            SELECT o.until_day FROM dues_duesline o
            WHERE o.membership_id = NEW.membership_id AND o.live
              AND o.from_day < NEW.until_day
            ORDER BY o.from_day DESC LIMIT 1) THEN
            RAISE EXCEPTION 'dues: these days are paid already'
            USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_span_is_free" BEFORE INSERT ON "dues_duesline"
FOR EACH ROW EXECUTE FUNCTION kb_span_is_free();
