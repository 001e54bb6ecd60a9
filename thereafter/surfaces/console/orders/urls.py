"""Orders. They lie among the customers, whose they are."""

from thereafter.surfaces.console.orders import pages
from thereafter.surfaces.console.routes import page

urls = [page("customers/orders/<int:order_id>/", pages.show, "order")]
