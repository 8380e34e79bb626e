"""Commands and answers only grow.

Who is erased takes their salts along, and what they were answered: the hashes stay
in the chain, and nobody can try names on them any more.
"""

from kongbun.store.guards import ERASED_BYTES, Protected

ERASED_ANSWER = '{"erased": true}'

PROTECTED = (
    Protected("commands_command", may_erase={"salt": ERASED_BYTES}),
    Protected("commands_commandoutcome", may_erase={"answer": ERASED_ANSWER}),
)
