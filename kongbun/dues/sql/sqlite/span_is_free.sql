-- Live spans of one membership never overlap (decision 6).
CREATE TRIGGER "kb_span_is_free" BEFORE INSERT ON "dues_duesline"
WHEN NEW.kind = 'dues' AND NEW.live
BEGIN
    SELECT RAISE(ABORT, 'dues: these days are paid already')
    WHERE EXISTS (
        SELECT 1 FROM dues_duesline o
        WHERE o.membership_id = NEW.membership_id AND o.live AND o.kind = 'dues'
          AND o.from_date < NEW.until_date AND o.until_date > NEW.from_date);
END
