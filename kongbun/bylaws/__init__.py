"""Adopted by-law versions: immutable text, hash, in force from."""
