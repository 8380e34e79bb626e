-- A claim goes from place to place as on paper; who was refused asks anew.
-- What was approved is refused only where an emergency was not confirmed.
CREATE TRIGGER "kb_claim_goes_step_by_step" BEFORE UPDATE OF "status" ON "claims_claim"
WHEN OLD.status <> NEW.status AND NOT (
    (OLD.status = 'submitted' AND NEW.status IN ('certified', 'refused', 'withdrawn'))
    OR (OLD.status = 'certified' AND NEW.status IN ('approved', 'refused', 'withdrawn'))
    OR (OLD.status = 'approved' AND NEW.status IN ('paid', 'withdrawn'))
    OR (OLD.status = 'approved' AND NEW.status = 'refused' AND EXISTS (
        SELECT 1 FROM claims_award a
        JOIN claims_emergencyanswer e ON e.award_id = a.id
        JOIN approvals_approval p ON p.id = e.approval_id
        WHERE a.claim_id = OLD.id AND NOT p.approved))
    OR (OLD.status = 'paid' AND NEW.status = 'approved'))
BEGIN
    SELECT RAISE(ABORT, 'claims: not the next step');
END
