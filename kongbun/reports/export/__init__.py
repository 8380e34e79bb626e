"""The books for other programs: what an auditor recomputes without us."""
