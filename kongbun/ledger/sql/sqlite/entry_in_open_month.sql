-- Nothing is booked into a closed month (C1); a reversal is not reversed (L5).
CREATE TRIGGER "kb_entry_in_open_month" BEFORE INSERT ON "ledger_entry"
BEGIN
    SELECT RAISE(ABORT, 'entry: the month is closed')
    WHERE EXISTS (
        SELECT 1 FROM ledger_closing c
        WHERE c.fund_id = NEW.fund_id AND c.closed_through >= NEW.booked_on
        AND NOT EXISTS (SELECT 1 FROM ledger_reopening o WHERE o.closing_id = c.id));
    SELECT RAISE(ABORT, 'entry: a reversal is not reversed')
    WHERE EXISTS (
        SELECT 1 FROM ledger_entry o
        WHERE NEW.reverses_id IS NOT NULL AND o.id = NEW.reverses_id
          AND (o.reverses_id IS NOT NULL OR o.leg_count <> NEW.leg_count
               OR o.fund_id <> NEW.fund_id));
END
