"""Receipt books and numbered receipts.  Not what a payment is for: that is dues."""
