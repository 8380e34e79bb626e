-- A leg stays inside its fund and its entry's number of legs; a reversal's leg is
-- the opposite of the leg it reverses; the amount is a whole number of satang.
CREATE TRIGGER "kb_leg_fits_entry" BEFORE INSERT ON "ledger_leg"
BEGIN
    SELECT RAISE(ABORT, 'leg: amount is not a whole number of satang')
    WHERE typeof(NEW.amount_satang) <> 'integer';
    SELECT RAISE(ABORT, 'leg: accounts of another fund')
    WHERE (SELECT fund_id FROM ledger_entry WHERE id = NEW.entry_id)
        IS NOT (SELECT fund_id FROM ledger_account WHERE id = NEW.debit_id)
       OR (SELECT fund_id FROM ledger_entry WHERE id = NEW.entry_id)
        IS NOT (SELECT fund_id FROM ledger_account WHERE id = NEW.credit_id);
    SELECT RAISE(ABORT, 'leg: more legs than the entry has')
    WHERE NEW.seq < 1
       OR NEW.seq > (SELECT leg_count FROM ledger_entry WHERE id = NEW.entry_id);
    SELECT RAISE(ABORT, 'leg: not the opposite of the leg it reverses')
    WHERE EXISTS (
        SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id
        AND e.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_leg o
            WHERE o.entry_id = e.reverses_id AND o.seq = NEW.seq
              AND o.debit_id = NEW.credit_id AND o.credit_id = NEW.debit_id
              AND o.amount_satang = NEW.amount_satang));
END
