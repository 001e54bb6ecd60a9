"""Which HTTP methods an address answers: written where the page is named, and asked before anything else is."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, Rest], Answer]

PAGE = ("GET", "HEAD")  # shows something and changes nothing
FORM = (*PAGE, "POST")  # shows a form and takes it
DEED = ("POST",)  # changes something


def answers(methods: tuple[str, ...]) -> Callable[[View[Rest, Answer]], View[Rest, Answer]]:
    """Mark a view with the methods that it answers; `WrongMethod` keeps every other from it."""

    def mark(view: View[Rest, Answer]) -> View[Rest, Answer]:
        @wraps(view)
        def marked(request: HttpRequest, /, *args: Rest.args, **named: Rest.kwargs) -> Answer:
            return view(request, *args, **named)

        marked.methods = methods  # type: ignore[attr-defined]
        return marked

    return mark


class WrongMethod:
    """The middleware: 405 for a method that the view does not answer, before anybody asks for a token or a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> HttpResponseBase | None:
        """Where the view is not marked, it answers for itself."""
        methods: tuple[str, ...] | None = getattr(view, "methods", None)
        if methods is None or request.method in methods:
            return None
        sentence = f"This address answers {' and '.join(methods)}, not {request.method}.\n"
        return HttpResponseNotAllowed(methods, sentence, content_type="text/plain; charset=utf-8")
