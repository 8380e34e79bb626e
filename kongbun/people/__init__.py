"""Persons, households, memberships, branches and committees."""
