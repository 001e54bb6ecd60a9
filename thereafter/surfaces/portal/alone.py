"""On the customers' own address nothing but their pages answers: no console and no door to it.

A browser keeps the console's cookies for the console's name alone, so none of them ever comes here.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port


class CustomersOnly:
    """The middleware: on the host that the settings name CUSTOMERS_HOST, only the portal's addresses exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        theirs = settings.CUSTOMERS_HOST
        if theirs and split_domain_port(request.get_host())[0] == theirs:
            request.urlconf = "thereafter.surfaces.portal.alone_urls"
        return self._get_response(request)
