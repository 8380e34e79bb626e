"""What other programs make of our books."""
