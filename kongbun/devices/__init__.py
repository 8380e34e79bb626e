"""Phones that collect without a signal: enrolled, heard in order, held back, revoked.

Not the phone's own program, and no second set of rules: what a phone asks for is done
by the same actions as at the counter.
"""
