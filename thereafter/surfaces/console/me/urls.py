"""You: a member's own name, address, password, second factor and sessions."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.me import pages
from thereafter.surfaces.console.routes import deed, form, page

urls = [
    form("me/", pages.me, "me", May.LOOK),
    page("me/sessions/", pages.sessions, "sessions"),
    deed("me/sessions/<int:session_id>/end/", pages.end, "session-end", May.LOOK),
    deed("me/sessions/end-others/", pages.end_others, "sessions-end-others", May.LOOK),
]
