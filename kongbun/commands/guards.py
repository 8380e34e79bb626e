"""Commands and answers only grow."""

from kongbun.store.guards import Protected

PROTECTED = (Protected("commands_command"), Protected("commands_commandoutcome"))
