"""Every address says which methods it answers, and answers no other."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.surfaces.console import addresses
from thereafter.record.customers.models import Customer
from thereafter.surfaces.ui.methods import DEED, PAGE, WrongMethod, answers

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")


def every_address() -> list[URLPattern]:
    """Every page of the house."""
    surfaces = [surface for surface in get_resolver().url_patterns if isinstance(surface, URLResolver)]
    return [page for surface in surfaces for page in surface.url_patterns if isinstance(page, URLPattern)]


@pytest.mark.parametrize("page", every_address(), ids=lambda page: str(page.name))
@pytest.mark.django_db
def test_an_address_answers_the_methods_it_names_and_refuses_the_others_before_it_asks_for_a_token(page: Any) -> None:
    assert isinstance(page.pattern, RoutePattern)
    stranger = Client(enforce_csrf_checks=True)
    wrong = [method for method in METHODS if method not in page.callback.methods]
    assert wrong
    for method in wrong:
        response = stranger.generic(method, addresses.example(page))
        assert response.status_code == 405
        assert response.headers["Allow"] == ", ".join(page.callback.methods)
        assert method == "HEAD" or response.content.decode().endswith(f", not {method}.\n")


def test_a_view_that_is_not_marked_answers_for_itself() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("here")

    request = HttpRequest()
    request.method = "TRACE"
    gate = WrongMethod(view)
    assert gate.process_view(request, view) is None
    refused = gate.process_view(request, answers(PAGE)(view))
    assert refused is not None
    assert refused.status_code == 405


@pytest.mark.django_db
def test_a_deed_is_never_a_look(console: Client, town: list[Customer]) -> None:
    deeds = [page for page in addresses.behind_the_door() if getattr(page.callback, "methods", None) == DEED]
    assert len(deeds) >= 10
    for page in deeds:
        assert console.get(addresses.example(page)).status_code == 405
