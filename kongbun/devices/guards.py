"""Phones, what came from them and what became of it only grow."""

from kongbun.store.guards import ERASED, ERASED_BYTES, Protected

ERASED_BODY = '{"erased":true}'

PROTECTED = (
    Protected("devices_device"),
    Protected("devices_devicerevocation", may_erase={"reason": ERASED}),
    Protected("devices_devicebatch"),
    Protected(
        "devices_deviceitem", may_erase={"body": ERASED_BODY, "salt": ERASED_BYTES}
    ),
    Protected("devices_itemanswer"),
    Protected("devices_itemverdict", may_erase={"reason": ERASED}),
    Protected("devices_devicegap", may_erase={"reason": ERASED}),
)
