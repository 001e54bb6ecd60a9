"""Letters by hand."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.letters import pages
from thereafter.surfaces.console.routes import deed, form

urls = [
    form("customers/<int:customer_id>/write/", pages.write, "letter-new", May.WRITE),
    deed("customers/<int:customer_id>/may-i-write/", pages.foresee, "letter-foresee", May.WRITE),
]
