"""A new task, by hand: from the inbox, from a person's page, or about one of her orders."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.cases import tasks
from thereafter.engagement.cases.models import Task
from thereafter.foundation.ids import token
from thereafter.record.commerce.models import Order
from thereafter.record.customers import queries as customers
from thereafter.record.customers.models import Customer
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.inbox import whom
from thereafter.surfaces.console.inbox.whom import Choices

CLOSING = time(18)  # a task is due in the evening of its day
_ORDERS_OFFERED = 20
_FURTHEST = timedelta(days=730)


class TaskForm(forms.Form):
    """What is to be done, why, by when, and by whom. `key` makes two presses of the button one task."""

    title = forms.CharField(label="What is to be done", max_length=200)
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words, for whoever does it.",
    )
    due = forms.DateField(label="By", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    whom = forms.ChoiceField(label="For")
    order = forms.ChoiceField(label="About the order", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, said: object, *, choices: Choices, orders: list[tuple[str, str]], initial: object) -> None:
        super().__init__(said, initial=initial)  # type: ignore[arg-type]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]
        self.fields["order"].choices = [("", "none"), *orders]  # type: ignore[attr-defined]
        if not orders:
            del self.fields["order"]


def new(desk: Desk) -> HttpResponse:
    """The form, and the task that it makes."""
    about = _about(desk)
    wanted = {
        "due": (desk.now.astimezone(desk.zone) + timedelta(days=3)).date(),
        "whom": whom.of_role(desk.role),
        "order": desk.asked("order"),
        "key": token(),
    }
    form = TaskForm(
        desk.request.POST if desk.request.method == "POST" else None,
        choices=whom.choices(),
        orders=_orders(about),
        initial=wanted,
    )
    if form.is_valid() and (task := _made(form, about, desk)):
        flash.success(desk.request, f"It waits for {task.whose}: {task.title}.")
        return redirect("console:task", task.pk)
    return desk.answer("inbox/new.html", form=form, about=about, status=400 if form.errors else 200)


def _made(form: TaskForm, about: Customer | None, desk: Desk) -> Task | None:
    said = form.cleaned_data
    due_at = datetime.combine(said["due"], CLOSING, desk.zone)
    if not desk.now - timedelta(days=1) < due_at < desk.now + _FURTHEST:
        form.add_error("due", "Choose a day from today on, within two years.")
        return None
    to = whom.chosen(said["whom"])
    is_role = isinstance(to, Role)
    wanted = tasks.Wanted(
        title=said["title"],
        reason=said["reason"],
        role=to if isinstance(to, Role) else Role(to.role),
        assignee=None if isinstance(to, Role) else to,
        due_at=due_at,
        customer_id=about.pk if about else None,
        order_id=int(said["order"]) if said.get("order") else None,
    )
    task = tasks.open_by_hand(said["key"], wanted, by=str(desk.member), now=desk.now)
    desk.note("", about={"task_id": task.pk}, for_a_role=is_role)
    return task


def _about(desk: Desk) -> Customer | None:
    """The customer that the address names. A number that names nobody is not found."""
    number = desk.asked("customer")
    if not number:
        return None
    customer = customers.one(int(number)) if number.isdecimal() and len(number) < 19 else None
    if customer is None:
        raise Http404("There is no such customer.")
    return customer


def _orders(about: Customer | None) -> list[tuple[str, str]]:
    """Her latest orders, to choose from."""
    if about is None:
        return []
    latest = Order.objects.filter(customer_id=about.pk).order_by("-placed_at")[:_ORDERS_OFFERED]
    return [(str(order.pk), f"{order.number}, {order.placed_at:%d %b %Y}") for order in latest]
