-- Only the last month that is closed opens again (C5).
CREATE OR REPLACE FUNCTION kb_last_month_reopens() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ledger_closing c
        WHERE c.id = NEW.closing_id AND c.fund_id = NEW.fund_id
          AND NOT EXISTS (
            SELECT 1 FROM ledger_closing l
            WHERE l.fund_id = c.fund_id AND l.closed_through > c.closed_through
              AND NOT EXISTS (
                SELECT 1 FROM ledger_reopening o WHERE o.closing_id = l.id))) THEN
        RAISE EXCEPTION 'reopening: a later month is closed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_last_month_reopens" BEFORE INSERT ON "ledger_reopening"
FOR EACH ROW EXECUTE FUNCTION kb_last_month_reopens();
