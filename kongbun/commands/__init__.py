"""One command, one effect, one answer for ever."""
