"""Two records of one person: merged by two people, taken apart by two people."""
