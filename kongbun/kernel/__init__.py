"""Value types with no dependencies: money, Thai dates and text, refusals."""
