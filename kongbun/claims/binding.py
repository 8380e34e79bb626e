"""Who asks for what, as one salted hash.

What a centre signs and a committee approves is bound to this hash and not to names:
when a person is erased, the names and the salt go, and every signature stays whole.
"""

from __future__ import annotations

import json
import re
from secrets import token_bytes

from kongbun.claims.happening import AGAIN
from kongbun.claims.models import Claim
from kongbun.commands.run import SALT_BYTES, canonical, salted
from kongbun.store.guards import ERASED


def bind_who(claim: Claim) -> None:
    """Salt a new claim and keep its hash; the claim is not yet written."""
    claim.salt = token_bytes(SALT_BYTES)
    claim.who_hash = _made(claim)


def who_asked(claim: Claim) -> str:
    """The hash in hex, from the row as long as it can be; empty if never kept."""
    if claim.who_hash is None:
        return ""
    return (_made(claim) if claim.salt else bytes(claim.who_hash)).hex()


def is_erased(claim: Claim) -> bool:
    """Whether names went that were bound before there was a hash of them."""
    return claim.who_hash is None and claim.claimant_name == ERASED


def event_key(claim: Claim) -> str:
    """The happening, however often it was told."""
    return re.sub(rf"{AGAIN}\d+$", "", claim.event.key)


def _made(claim: Claim) -> bytes:
    asked = [event_key(claim), claim.claimant_name, json.loads(claim.stated)]
    return salted(bytes(claim.salt or b""), canonical(asked))
