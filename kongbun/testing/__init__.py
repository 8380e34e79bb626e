"""Cast, text books and invariants for the tests."""
