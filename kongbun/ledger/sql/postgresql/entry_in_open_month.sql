-- Nothing is booked into a closed month (C1); a reversal is not reversed (L5).
-- All rows of a statement at once; a plan made for a young table is kept, so it must
-- be right for an old one.
CREATE OR REPLACE FUNCTION kb_entry_in_open_month() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM
            (SELECT fund_id, MIN(booked_on) AS first FROM booked GROUP BY fund_id) b
        JOIN ledger_closing c
          ON c.fund_id = b.fund_id AND c.closed_through >= b.first
        WHERE NOT EXISTS (SELECT 1 FROM ledger_reopening o WHERE o.closing_id = c.id)) THEN
        RAISE EXCEPTION 'entry: the month is closed' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM booked b JOIN ledger_entry o ON o.id = b.reverses_id
        WHERE b.reverses_id IS NOT NULL
          AND (o.reverses_id IS NOT NULL OR o.leg_count <> b.leg_count
               OR o.fund_id <> b.fund_id)) THEN
        RAISE EXCEPTION 'entry: a reversal is not reversed' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "kb_entry_in_open_month" AFTER INSERT ON "ledger_entry"
REFERENCING NEW TABLE AS booked
FOR EACH STATEMENT EXECUTE FUNCTION kb_entry_in_open_month();
