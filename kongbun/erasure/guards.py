"""That it was done stays."""

from kongbun.store.guards import Protected

PROTECTED = (Protected("erasure_erasure"),)
