"""What somebody asks for, as plain facts: the model and the program are given the same.

Members, offers, claims and the like have names of the simulation's own (`m3`, `c1`);
`sending` knows which row of the database each one is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Whose account it is -> its duties: {duty: village, or 0 for the whole fund}.
USERS: dict[str, dict[str, int]] = {
    "somsri": {"treasurer": 0},
    "chanpen": {"secretary": 0},
    "prasong": {"chair": 0},
    "kamnan": {"committee": 0},
    # One person with two accounts: nothing of the one may be checked by the other.
    "sompong": {"committee": 0},
    "sompong2": {"treasurer": 0},
    "prasert": {"collector": 3},
    "laor": {"collector": 7},
    "sombat": {"centre": 3},
    "thongbai": {"centre": 7},
    # Keeps the money of another fund and must get nothing here.
    "noi": {},
}
TWO_ACCOUNTS = ("sompong", "sompong2")
SOMPONG = "m0"
VILLAGES = (3, 7)
BAGS = {"bag:1": "prasert", "bag:2": "laor"}
PLACES = {"cash": "", "bank:1": "", **BAGS}


@dataclass(frozen=True, slots=True)
class Ask:
    """One command before it is sent: what, who, with which facts."""

    kind: str
    who: str
    facts: dict[str, Any]

    def told(self) -> str:
        """For a trace and for people: the same facts give the same text."""
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.kind} by {self.who}: {facts}"
