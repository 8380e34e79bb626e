-- A reversed line leaves its run: what was before it, and what comes after it, remain.
CREATE OR REPLACE FUNCTION kb_run_is_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.from_day IS NULL OR NOT OLD.live OR NEW.live THEN
        RETURN NULL;
    END IF;
    INSERT INTO dues_paidrun (fund_id, membership_id, from_day, until_day)
    SELECT NEW.fund_id, NEW.membership_id, NEW.until_day, r.until_day
    FROM dues_paidrun r
    WHERE r.membership_id = NEW.membership_id
      AND r.from_day <= NEW.from_day AND r.until_day > NEW.until_day;
    UPDATE dues_paidrun SET until_day = NEW.from_day
    WHERE membership_id = NEW.membership_id
      AND from_day < NEW.from_day AND until_day > NEW.from_day;
    DELETE FROM dues_paidrun
    WHERE membership_id = NEW.membership_id AND from_day = NEW.from_day;
    RETURN NULL;
END $$;
CREATE TRIGGER "kb_run_is_cut" AFTER UPDATE OF "live" ON "dues_duesline"
FOR EACH ROW EXECUTE FUNCTION kb_run_is_cut();
