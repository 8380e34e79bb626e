"""An adopted by-law is never edited; an amendment is a new version."""

from kongbun.store.guards import Protected

PROTECTED = (Protected("bylaws_bylawversion"),)
