"""Customers."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.customers import doubles, many, marks, pages
from thereafter.surfaces.console.routes import deed, page

urls = [
    page("customers/", pages.index, "customers"),
    deed("customers/tag/", many.tag, "customers-tag", May.PLAN),
    deed("customers/list/", many.draft, "customers-list", May.PLAN),
    deed("customers/customers.csv", many.export, "customers-export", May.EXPORT),
    page("customers/<int:customer_id>/", pages.show, "customer"),
    page("customers/<int:customer_id>/why/", pages.why, "customer-why"),
    deed("customers/<int:customer_id>/same-as/", doubles.name, "customer-same-as", May.MERGE),
    page("customers/doubles/", doubles.index, "doubles"),
    deed("customers/doubles/look/", doubles.look, "doubles-look", May.MERGE),
    deed("customers/doubles/join-certain/", doubles.join_certain, "doubles-join-certain", May.MERGE),
    deed("customers/doubles/by-itself/", doubles.by_itself, "doubles-by-itself", May.SETTLE),
    page("customers/doubles/<int:double_id>/", doubles.show, "double"),
    deed("customers/doubles/<int:double_id>/join/", doubles.join_two, "double-join", May.MERGE),
    deed("customers/doubles/<int:double_id>/apart/", doubles.tell_apart, "double-apart", May.MERGE),
    deed("customers/doubles/<int:double_id>/later/", doubles.put_off, "double-later", May.MERGE),
    deed("customers/doubles/<int:double_id>/again/", doubles.ask_again, "double-again", May.MERGE),
    page("customers/joined/", doubles.joined, "joined"),
    deed("customers/joined/<int:merge_id>/undo/", doubles.undo, "merge-undo", May.MERGE),
    deed("customers/<int:customer_id>/tag/", marks.tag, "customer-tag", May.SERVE),
    deed("customers/<int:customer_id>/untag/", marks.untag, "customer-untag", May.SERVE),
    deed("customers/<int:customer_id>/enlist/", marks.enlist, "customer-enlist", May.PLAN),
    deed("customers/<int:customer_id>/delist/", marks.delist, "customer-delist", May.PLAN),
]
