"""kongbun: the books, members and benefits of a community welfare fund."""

__version__ = "0.1.0"
