"""By-laws as data, and the functions that decide over columns.  No Django."""
