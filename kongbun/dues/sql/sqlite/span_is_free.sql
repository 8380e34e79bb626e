-- Live spans of one membership never overlap.  Since those that stand do
-- not, the last one that begins before the new one's end is the only one to look at.
CREATE TRIGGER "kb_span_is_free" BEFORE INSERT ON "dues_duesline"
WHEN NEW.from_day IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'dues: a line begins alive')
    WHERE NOT NEW.live;
    SELECT RAISE(ABORT, 'dues: these days are paid already')
    WHERE NEW.from_day < (
        SELECT o.until_day FROM dues_duesline o
        WHERE o.membership_id = NEW.membership_id AND o.live = 1
          AND o.from_day < NEW.until_day
        ORDER BY o.from_day DESC LIMIT 1);
END
