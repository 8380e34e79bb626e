"""Tests of the rules: by-laws, decisions, dues, allocation, lint."""
