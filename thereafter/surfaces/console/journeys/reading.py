"""The mails of a playbook, read before anybody gets them: filled with examples, in the shop's own layout."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from thereafter.engagement.journeys import definition
from thereafter.engagement.journeys import playbooks as library
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.journeys.playbooks import Playbook
from thereafter.engagement.messaging.models import Template
from thereafter.engagement.messaging.rendering import letters
from thereafter.engagement.messaging.rendering.child import Broken
from thereafter.engagement.messaging.rendering.letters import Seen
from thereafter.engagement.messaging.rendering.source import Source
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.journeys.flow import label
from thereafter.surfaces.console.journeys.messages import framed


@dataclass(frozen=True)
class Letter:
    """One mail of a playbook: the key of its step, what it is called, its kind, and how it looks."""

    key: str
    label: str
    kind: str
    seen: Seen | Broken


def index(desk: Desk, key: str) -> HttpResponse:
    """Every mail of a playbook, in the order of its steps."""
    book, journey = _book(key), Journey.objects.filter(key=key).first()
    found = [Letter(step.message, label(step), step.kind.label.lower(), _seen(book, step)) for step in _steps(book)]
    return desk.answer("journeys/playbook_letters.html", book=book, journey=journey, letters=found)


def mail(desk: Desk, key: str, letter: str) -> HttpResponse:
    """One of them, for the frame that shows it."""
    book = _book(key)
    step = next((step for step in _steps(book) if step.message == letter), None)
    seen = _seen(book, step) if step else Broken("There is no such mail.")
    if isinstance(seen, Broken):
        raise Http404(seen.words)
    return framed(seen.html, desk)


def _book(key: str) -> Playbook:
    book = next((book for book in library.shipped() if book.key == key), None)
    if book is None:
        raise Http404("There is no such playbook.")
    return book


def _steps(book: Playbook) -> Iterator[definition.Message]:
    return (step for _, step in book.journey.walk() if isinstance(step, definition.Message))


def _seen(book: Playbook, step: definition.Message) -> Seen | Broken:
    """As published, where it is: the shop may have written it anew. Else as it would be."""
    front, body = book.templates[step.template]
    source = Source(front.subject, front.preheader, body)
    if there := Template.objects.filter(key=step.template).order_by("-version").first():
        source = Source(there.subject, there.preheader, there.body)
    return letters.example(source, kind=step.kind)
