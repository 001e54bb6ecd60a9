"""Journeys, and every message."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.journeys import exports, messages, pages, reading
from thereafter.surfaces.console.routes import deed, page

ONE_MESSAGE = "<int:customer_id>/<int:purpose_id>/<int:trigger_key>/<int:visit>/"
urls = [
    page("journeys/", pages.index, "journeys"),
    page("journeys/playbooks/", pages.playbooks, "playbooks"),
    deed("journeys/playbooks/<slug:key>/publish/", pages.publish, "playbook-publish", May.PLAN),
    page("journeys/messages/", messages.index, "messages"),
    page("journeys/playbooks/<slug:key>/letters/", reading.index, "playbook-letters"),
    page("journeys/playbooks/<slug:key>/letters/<slug:letter>/mail/", reading.mail, "playbook-mail"),
    deed("journeys/messages/messages.csv", exports.messages, "messages-export", May.EXPORT),
    deed("journey/<slug:key>/people.csv", exports.people, "journey-people", May.EXPORT),
    page(f"journeys/messages/{ONE_MESSAGE}", messages.show, "message"),
    page(f"journeys/messages/{ONE_MESSAGE}mail/", messages.mail, "message-mail"),
    page("journey/<slug:key>/", pages.show, "journey"),
    deed("journey/<slug:key>/on/", pages.switch_on, "journey-on", May.SEND),
    deed("journey/<slug:key>/off/", pages.switch_off, "journey-off", May.SEND),
]
