"""What the books look like after a kill, a full disk or a server that is gone."""
