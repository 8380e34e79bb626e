-- Nothing is booked into a closed month (C1); a reversal is not reversed (L5).
CREATE OR REPLACE FUNCTION kb_entry_in_open_month() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM ledger_closing c
        WHERE c.fund_id = NEW.fund_id AND c.closed_through >= NEW.booked_on) THEN
        RAISE EXCEPTION 'entry: the month is closed' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM ledger_entry o
        WHERE o.id = NEW.reverses_id
          AND (o.reverses_id IS NOT NULL OR o.leg_count <> NEW.leg_count
               OR o.fund_id <> NEW.fund_id)) THEN
        RAISE EXCEPTION 'entry: a reversal is not reversed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_entry_in_open_month" BEFORE INSERT ON "ledger_entry"
FOR EACH ROW EXECUTE FUNCTION kb_entry_in_open_month();
