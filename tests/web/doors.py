"""Someone at the HTML door: signs in, reads a form, presses its button."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from kongbun.testing.cast import Cast

NUMBER = re.compile(r'name="command_id" value="([0-9a-f-]{36})"')


class Visitor(Client):
    """A signed-in browser without scripts."""

    def __init__(self, cast: Cast, who: str) -> None:
        super().__init__()
        self.force_login(cast.users[who])

    def number_of(self, address: str) -> str:
        """The command's number in the form that is shown at an address."""
        found = NUMBER.search(text(self.get(address)))
        assert found is not None, f"{address} has no form"
        return found[1]

    def press(self, address: str, *, at: str = "", **typed: Any) -> Any:
        """Fill in the form shown at an address and send it, there or to `at`."""
        typed.setdefault("command_id", self.number_of(address))
        return self.post(at or address, typed)


def text(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
