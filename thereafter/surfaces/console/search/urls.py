"""Search."""

from thereafter.surfaces.console.routes import page
from thereafter.surfaces.console.search import pages

urls = [
    page("search/", pages.show, "search"),
]
