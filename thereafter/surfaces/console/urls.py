"""Every page of the console. Behind the door stands `staff_only`; what is public stands in front of it, by name.

What somebody names herself stands behind a word of its own: `segment/new/` is a segment called New, and
`segments/new/` the form.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from thereafter.surfaces.console import (
    customers,
    entrance,
    home,
    imports,
    inbox,
    journeys,
    messages,
    search,
    segments,
    settings,
)
from thereafter.surfaces.console.desk import staff_only
from thereafter.surfaces.ui.methods import DEED, FORM, PAGE, answers

app_name = "console"


def page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A page for people who signed in."""
    return path(route, answers(PAGE)(staff_only(view)), name=name)


def form(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A page with a form that it takes itself."""
    return path(route, answers(FORM)(staff_only(view)), name=name)


def deed(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A change that somebody who signed in makes: by POST, or not at all."""
    return path(route, answers(DEED)(staff_only(view)), name=name)


ONE_MESSAGE = "<int:customer_id>/<int:purpose_id>/<int:trigger_key>/<int:visit>/"

public = [
    path("sign-in/", entrance.by_password, name="sign-in"),
    path("sign-in/<str:token>/", entrance.by_link, name="sign-in-link"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
]
pages = [
    page("", home.show, "home"),
    page("search/", search.show, "search"),
    page("customers/", customers.index, "customers"),
    page("customers/<int:customer_id>/", customers.show, "customer"),
    page("customers/<int:customer_id>/why/", customers.why, "customer-why"),
    page("segments/", segments.index, "segments"),
    form("segments/new/", segments.new, "segment-new"),
    deed("segments/count/", segments.count, "segment-count"),
    page("segment/<slug:key>/", segments.show, "segment"),
    form("segment/<slug:key>/edit/", segments.edit, "segment-edit"),
    deed("segment/<slug:key>/delete/", segments.delete, "segment-delete"),
    page("segment/<slug:key>/people.csv", segments.export, "segment-people"),
    page("journeys/", journeys.index, "journeys"),
    page("journeys/playbooks/", journeys.playbooks, "playbooks"),
    deed("journeys/playbooks/<slug:key>/publish/", journeys.publish, "playbook-publish"),
    page("journeys/messages/", messages.index, "messages"),
    page(f"journeys/messages/{ONE_MESSAGE}", messages.show, "message"),
    page(f"journeys/messages/{ONE_MESSAGE}mail/", messages.mail, "message-mail"),
    page("journey/<slug:key>/", journeys.show, "journey"),
    deed("journey/<slug:key>/on/", journeys.switch_on, "journey-on"),
    deed("journey/<slug:key>/off/", journeys.switch_off, "journey-off"),
    page("inbox/", inbox.index, "inbox"),
    page("inbox/<int:task_id>/", inbox.show, "task"),
    deed("inbox/<int:task_id>/done/", inbox.done, "task-done"),
    deed("inbox/<int:task_id>/drop/", inbox.drop, "task-drop"),
    deed("inbox/<int:task_id>/undo/", inbox.undo, "task-undo"),
    page("settings/", settings.index, "settings"),
    form("settings/shop/", settings.shop, "settings-shop"),
    deed("settings/live/", settings.go_live, "settings-live"),
    deed("settings/rehearse/", settings.rehearse, "settings-rehearse"),
    page("settings/imports/", imports.index, "imports"),
    page("settings/imports/<uuid:key>/", imports.show, "import"),
    page("runs/", imports.runs, "runs"),
]
urlpatterns = [*public, *pages]
