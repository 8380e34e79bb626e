-- A claim goes from place to place as on paper; who was refused asks anew.
CREATE TRIGGER "kb_claim_goes_step_by_step" BEFORE UPDATE OF "status" ON "claims_claim"
WHEN OLD.status <> NEW.status AND NOT (
    (OLD.status = 'submitted' AND NEW.status IN ('certified', 'refused', 'withdrawn'))
    OR (OLD.status = 'certified' AND NEW.status IN ('approved', 'refused', 'withdrawn'))
    OR (OLD.status = 'approved' AND NEW.status IN ('paid', 'withdrawn'))
    OR (OLD.status = 'paid' AND NEW.status = 'approved'))
BEGIN
    SELECT RAISE(ABORT, 'claims: not the next step');
END
