"""By-laws: drafts with every text they had, and versions adopted, immutable."""
