"""Clauses to think with: where each is used, what went wrong, and a first draft.

Pure: the files beside this one are read, nothing is asked of a database.
"""
