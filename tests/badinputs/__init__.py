"""Inputs that must never be guessed, half taken, or answered by an error page."""
