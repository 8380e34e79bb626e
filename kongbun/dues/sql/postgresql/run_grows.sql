-- Paid days are joined to the run they touch, before or after, or begin one of their own.
CREATE OR REPLACE FUNCTION kb_run_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reach integer := NEW.until_day;
BEGIN
    IF NEW.from_day IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM dues_paidrun
    WHERE membership_id = NEW.membership_id AND from_day = NEW.until_day
    RETURNING until_day INTO reach;
    IF NOT FOUND THEN
        reach := NEW.until_day;
    END IF;
    UPDATE dues_paidrun SET until_day = reach
    WHERE membership_id = NEW.membership_id AND until_day = NEW.from_day;
    IF NOT FOUND THEN
        INSERT INTO dues_paidrun (fund_id, membership_id, from_day, until_day)
        VALUES (NEW.fund_id, NEW.membership_id, NEW.from_day, reach);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "kb_run_grows" AFTER INSERT ON "dues_duesline"
FOR EACH ROW EXECUTE FUNCTION kb_run_grows();
