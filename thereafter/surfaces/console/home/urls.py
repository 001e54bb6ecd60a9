"""Home."""

from thereafter.surfaces.console.home import pages
from thereafter.surfaces.console.routes import page

urls = [
    page("", pages.show, "home"),
]
