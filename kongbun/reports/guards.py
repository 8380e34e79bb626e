"""Kept figures never change."""

from kongbun.store.guards import Protected

PROTECTED = (Protected("reports_storedreport"),)
