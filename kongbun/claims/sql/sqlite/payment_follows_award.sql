-- Only what was approved is paid, to the satang, and once (M3); not what went first
-- in an emergency and was not confirmed.
CREATE TRIGGER "kb_payment_follows_award" BEFORE INSERT ON "claims_payment"
BEGIN
    SELECT RAISE(ABORT, 'claims: not what was approved')
    WHERE NOT EXISTS (
        SELECT 1 FROM claims_award a
        WHERE a.claim_id = NEW.claim_id AND a.amount_satang = NEW.amount_satang);
    SELECT RAISE(ABORT, 'claims: not confirmed')
    WHERE EXISTS (
        SELECT 1 FROM claims_award a
        JOIN claims_emergencyanswer e ON e.award_id = a.id
        JOIN approvals_approval p ON p.id = e.approval_id
        WHERE a.claim_id = NEW.claim_id AND NOT p.approved);
    SELECT RAISE(ABORT, 'claims: paid already')
    WHERE EXISTS (
        SELECT 1 FROM claims_payment p
        WHERE p.claim_id = NEW.claim_id AND NOT EXISTS (
            SELECT 1 FROM claims_paymentreversal r WHERE r.payment_id = p.id));
END
