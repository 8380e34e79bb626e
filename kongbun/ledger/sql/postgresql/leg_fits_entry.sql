-- A leg stays inside its fund and its entry's number of legs; a reversal's leg is
-- the opposite of the leg it reverses.  All rows of a statement at once; a plan made
-- for a young table is kept, so it must be right for an old one.
CREATE OR REPLACE FUNCTION kb_leg_fits_entry() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM
            (SELECT DISTINCT e.fund_id, l.debit_id, l.credit_id
             FROM moved l LEFT JOIN ledger_entry e ON e.id = l.entry_id) m
        LEFT JOIN ledger_account d ON d.id = m.debit_id
        LEFT JOIN ledger_account c ON c.id = m.credit_id
        WHERE m.fund_id IS NULL OR d.fund_id IS DISTINCT FROM m.fund_id
           OR c.fund_id IS DISTINCT FROM m.fund_id) THEN
        RAISE EXCEPTION 'leg: accounts of another fund' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM moved l JOIN ledger_entry e ON e.id = l.entry_id
        WHERE l.seq < 1 OR l.seq > e.leg_count) THEN
        RAISE EXCEPTION 'leg: more legs than the entry has' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM moved l JOIN ledger_entry e ON e.id = l.entry_id
        WHERE e.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_leg o
            WHERE o.entry_id = e.reverses_id AND o.seq = l.seq
              AND o.debit_id = l.credit_id AND o.credit_id = l.debit_id
              AND o.amount_satang = l.amount_satang)) THEN
        RAISE EXCEPTION 'leg: not the opposite of the leg it reverses'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "kb_leg_fits_entry" AFTER INSERT ON "ledger_leg"
REFERENCING NEW TABLE AS moved
FOR EACH STATEMENT EXECUTE FUNCTION kb_leg_fits_entry();
