"""Columns and triggers that both databases understand."""
