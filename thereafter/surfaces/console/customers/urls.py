"""Customers."""

from thereafter.surfaces.console.customers import pages
from thereafter.surfaces.console.routes import page

urls = [
    page("customers/", pages.index, "customers"),
    page("customers/<int:customer_id>/", pages.show, "customer"),
    page("customers/<int:customer_id>/why/", pages.why, "customer-why"),
]
