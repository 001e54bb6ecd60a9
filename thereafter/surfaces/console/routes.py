"""How a page is named: with the methods it answers and with what whoever opens it must be allowed to do."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.desk import staff_only
from thereafter.surfaces.ui.methods import DEED, FORM, PAGE, answers

View = Callable[..., HttpResponseBase]


def page(route: str, view: View, name: str, may: May = May.LOOK) -> URLPattern:
    """A page for people who signed in."""
    return path(route, answers(PAGE)(staff_only(view, may)), name=name)


def form(route: str, view: View, name: str, may: May) -> URLPattern:
    """A page with a form that it takes itself."""
    return path(route, answers(FORM)(staff_only(view, may)), name=name)


def deed(route: str, view: View, name: str, may: May) -> URLPattern:
    """A change that somebody who signed in makes: by POST, or not at all."""
    return path(route, answers(DEED)(staff_only(view, may)), name=name)


def arrival(route: str, view: View, name: str, may: May) -> URLPattern:
    """A deed with a file. The view itself sees to the form's token: whoever looks for it reads the whole file first,
    and nobody's file is taken before it is known who brings it."""
    return path(route, csrf_exempt(answers(DEED)(staff_only(view, may))), name=name)
