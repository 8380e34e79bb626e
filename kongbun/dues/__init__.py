"""What members pay in: round sheets, spans of days, bags, arrears."""
