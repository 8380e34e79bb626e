-- A leg stays inside its fund and its entry's number of legs; a reversal's leg is
-- the opposite of the leg it reverses.  Each row is looked up once: every leg of every
-- sheet comes by here.
CREATE TRIGGER "kb_leg_fits_entry" BEFORE INSERT ON "ledger_leg"
BEGIN
    SELECT CASE
        WHEN e.fund_id IS NOT d.fund_id OR e.fund_id IS NOT c.fund_id
        THEN RAISE(ABORT, 'leg: accounts of another fund')
        WHEN NEW.seq < 1 OR NEW.seq > e.leg_count
        THEN RAISE(ABORT, 'leg: more legs than the entry has')
        WHEN e.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_leg o
            WHERE o.entry_id = e.reverses_id AND o.seq = NEW.seq
              AND o.debit_id = NEW.credit_id AND o.credit_id = NEW.debit_id
              AND o.amount_satang = NEW.amount_satang)
        THEN RAISE(ABORT, 'leg: not the opposite of the leg it reverses')
    END
    FROM (SELECT 1)
    LEFT JOIN ledger_entry e ON e.id = NEW.entry_id
    LEFT JOIN ledger_account d ON d.id = NEW.debit_id
    LEFT JOIN ledger_account c ON c.id = NEW.credit_id;
END
