"""kongbun: the books, members and benefits of a community welfare fund."""
