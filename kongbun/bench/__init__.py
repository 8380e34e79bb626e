"""kongbun bench: measurements, printed as JSON lines."""
