"""Segments. A segment stands behind a word of its own: `segment/new/` is one called New, `segments/new/` the form."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import deed, form, page
from thereafter.surfaces.console.segments import lists, pages

DRAFT = "segments/draft/<uuid:draft_key>/"
urls = [
    page("segments/", pages.index, "segments"),
    form("segments/new/", pages.new, "segment-new", May.PLAN),
    form("segments/list/", lists.new, "list-new", May.PLAN),
    page(DRAFT, lists.draft, "list-draft", May.PLAN),
    deed(f"{DRAFT}keep/", lists.keep, "list-keep", May.PLAN),
    deed(f"{DRAFT}take/", lists.take_brought, "list-take-brought", May.PLAN),
    deed(f"{DRAFT}leave/", lists.leave, "list-leave", May.PLAN),
    deed(f"{DRAFT}not-found.csv", lists.missing, "list-missing", May.PLAN),
    deed("segments/count/", pages.count, "segment-count", May.LOOK),
    page("segment/<slug:key>/", pages.show, "segment"),
    form("segment/<slug:key>/edit/", pages.edit, "segment-edit", May.PLAN),
    deed("segment/<slug:key>/delete/", pages.delete, "segment-delete", May.PLAN),
    deed("segment/<slug:key>/list/", pages.snapshot, "segment-list", May.PLAN),
    form("segment/<slug:key>/add/", lists.add, "list-add", May.PLAN),
    deed("segment/<slug:key>/take/", lists.take, "list-take", May.PLAN),
    deed("segment/<slug:key>/undo/", lists.undo, "list-undo", May.PLAN),
    deed("segment/<slug:key>/people.csv", pages.export, "segment-people", May.EXPORT),
]
