"""Tests of the blanks that a clerk fills in."""
