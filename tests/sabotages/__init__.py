"""Planted bugs: each breaks one promise of RELIABILITY.md, and tests must turn red."""
