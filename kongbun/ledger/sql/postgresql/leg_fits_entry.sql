-- A leg stays inside its fund and its entry's number of legs; a reversal's leg is
-- the opposite of the leg it reverses.
CREATE OR REPLACE FUNCTION kb_leg_fits_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    booked ledger_entry%ROWTYPE;
BEGIN
    SELECT * INTO STRICT booked FROM ledger_entry WHERE id = NEW.entry_id;
    IF booked.fund_id IS DISTINCT FROM
        (SELECT fund_id FROM ledger_account WHERE id = NEW.debit_id)
       OR booked.fund_id IS DISTINCT FROM
        (SELECT fund_id FROM ledger_account WHERE id = NEW.credit_id) THEN
        RAISE EXCEPTION 'leg: accounts of another fund' USING ERRCODE = '23514';
    END IF;
    IF NEW.seq < 1 OR NEW.seq > booked.leg_count THEN
        RAISE EXCEPTION 'leg: more legs than the entry has' USING ERRCODE = '23514';
    END IF;
    IF booked.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_leg o
        WHERE o.entry_id = booked.reverses_id AND o.seq = NEW.seq
          AND o.debit_id = NEW.credit_id AND o.credit_id = NEW.debit_id
          AND o.amount_satang = NEW.amount_satang) THEN
        RAISE EXCEPTION 'leg: not the opposite of the leg it reverses'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "kb_leg_fits_entry" BEFORE INSERT ON "ledger_leg"
FOR EACH ROW EXECUTE FUNCTION kb_leg_fits_entry();
