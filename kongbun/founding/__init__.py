"""A fund begins: founding, and the cut-over of one that starts in mid-life."""
