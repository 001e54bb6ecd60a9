"""What was in this order, what became of it, and what it caused?"""

from django.http import Http404, HttpResponse

from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.orders import reading


def show(desk: Desk, order_id: int) -> HttpResponse:
    """One order: its lines and money, refunds, parcels, the messages and tasks that speak of it, and who said so."""
    found = reading.read(order_id, desk)
    if found is None:
        raise Http404("There is no such order.")
    return desk.answer("orders/order.html", found=found, order=found.order, answer=found.answer(desk))
