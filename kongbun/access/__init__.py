"""Funds, users, roles and what each may do."""
