-- A reversed line leaves its run: what was before it, and what comes after it, remain.
CREATE TRIGGER "kb_run_is_cut" AFTER UPDATE OF "live" ON "dues_duesline"
WHEN NEW.from_day IS NOT NULL AND OLD.live AND NOT NEW.live
BEGIN
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
END
