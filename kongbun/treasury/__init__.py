"""Other money, counting, banks, month close and cut-over."""
