-- Paid days are joined to the run they touch, before or after, or begin one of their own.
CREATE TRIGGER "kb_run_grows" AFTER INSERT ON "dues_duesline"
WHEN NEW.from_day IS NOT NULL
BEGIN
    UPDATE dues_paidrun SET until_day = NEW.until_day
    WHERE membership_id = NEW.membership_id AND until_day = NEW.from_day;
    INSERT INTO dues_paidrun (fund_id, membership_id, from_day, until_day)
    SELECT NEW.fund_id, NEW.membership_id, NEW.from_day, NEW.until_day
    WHERE changes() = 0;
    UPDATE dues_paidrun SET until_day = (
        SELECT n.until_day FROM dues_paidrun n
        WHERE n.membership_id = NEW.membership_id AND n.from_day = NEW.until_day)
    WHERE membership_id = NEW.membership_id AND until_day = NEW.until_day
      AND EXISTS (
        SELECT 1 FROM dues_paidrun n
        WHERE n.membership_id = NEW.membership_id AND n.from_day = NEW.until_day);
    DELETE FROM dues_paidrun
    WHERE membership_id = NEW.membership_id AND from_day = NEW.until_day;
END
