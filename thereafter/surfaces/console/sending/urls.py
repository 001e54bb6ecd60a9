"""Sending: everybody may look and most may stop; who starts it may send."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import deed, form, page
from thereafter.surfaces.console.sending import limits, looking, modes, pages, trials

urls = [
    page("sending/", pages.show, "sending"),
    deed("sending/look/", looking.look, "sending-look", May.SEND),
    form("sending/limits/", limits.show, "sending-limits", May.SEND),
    deed("sending/try/", trials.send, "sending-try", May.SEND),
    deed("sending/start/", modes.start, "sending-start", May.SEND),
    deed("sending/test/", modes.start_test, "sending-test", May.SEND),
    deed("sending/rehearse/", modes.rehearse, "sending-rehearse", May.STOP),
    deed("sending/stop/", modes.stop, "sending-stop", May.STOP),
    deed("sending/go-on/", modes.go_on, "sending-go-on", May.SEND),
    deed("sending/drop/", modes.drop, "sending-drop", May.SEND),
]
