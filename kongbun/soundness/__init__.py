"""`kongbun check`: what is wrong with the books, by code.  Reads everything."""
