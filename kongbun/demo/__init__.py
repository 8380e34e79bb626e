"""The demo fund: a story told through the same actions people use."""
