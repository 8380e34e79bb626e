"""By-laws as data, and the functions that decide with them, in columns.  No Django."""
