"""Segments. A segment stands behind a word of its own: `segment/new/` is one called New, `segments/new/` the form."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import deed, form, page
from thereafter.surfaces.console.segments import pages

urls = [
    page("segments/", pages.index, "segments"),
    form("segments/new/", pages.new, "segment-new", May.PLAN),
    deed("segments/count/", pages.count, "segment-count", May.LOOK),
    page("segment/<slug:key>/", pages.show, "segment"),
    form("segment/<slug:key>/edit/", pages.edit, "segment-edit", May.PLAN),
    deed("segment/<slug:key>/delete/", pages.delete, "segment-delete", May.PLAN),
    page("segment/<slug:key>/people.csv", pages.export, "segment-people", May.EXPORT),
]
