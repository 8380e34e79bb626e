"""Maker and checker: approvals and signatures over the hash of what is done."""
