"""Kept views."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.kept import pages
from thereafter.surfaces.console.routes import deed

urls = [
    deed("views/<slug:room>/keep/", pages.keep, "view-keep", May.LOOK),
    deed("views/<slug:room>/share/", pages.share, "view-share", May.PLAN),
    deed("views/<int:view_id>/forget/", pages.forget, "view-forget", May.LOOK),
    deed("views/<int:view_id>/unshare/", pages.unshare, "view-unshare", May.PLAN),
]
