"""Members, their register and its import."""
