"""Imports."""

from thereafter.surfaces.console.imports import pages
from thereafter.surfaces.console.routes import page

urls = [
    page("settings/imports/", pages.index, "imports"),
    page("settings/imports/<uuid:key>/", pages.show, "import"),
    page("runs/", pages.runs, "runs"),
]
