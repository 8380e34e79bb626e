"""A duty once given stays on record; it may only be ended."""

from kongbun.store.guards import Protected

PROTECTED = (Protected("access_rolegrant", may_change=("until_date",)),)
