"""The name of the public address that the shop decided in the browser is ours, as those of the environment are."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port

from thereafter.record.shop import settings as shop_settings

Answer = Callable[[HttpRequest], HttpResponseBase]


def known_by_its_setting(get_response: Answer) -> Answer:
    """Middleware: whoever comes by a strange name is asked for once more, should the shop have decided it meanwhile.

    A name that was ours stays so until the shop is started anew, because links in mails lead to it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            name, _ = split_domain_port(request.headers.get("host", ""))
            if name and name == (urlsplit(shop_settings.read().public_url).hostname or "").lower():
                settings.ALLOWED_HOSTS.append(name)
        return get_response(request)

    return answer
