"""Templates: checked before they are kept, and never changed in place, because what was sent must stay to be seen."""

from datetime import datetime

from thereafter.engagement.messaging.models import Template
from thereafter.engagement.messaging.rendering.child import CHILD
from thereafter.engagement.messaging.rendering.source import Source
from thereafter.foundation.errors import Refusal


class UnfitTemplate(Refusal):
    """A template with unknown variables, broken Liquid or broken MJML: one sentence a line, each with its place."""


def publish(key: str, *, subject: str, preheader: str, body: str, source: str = "", now: datetime) -> Template:
    """The newest version of the template: a new one where the text has changed, else the one there is.

    `source` names the text in errors. Raises UnfitTemplate.
    """
    latest = Template.objects.filter(key=key).order_by("-version").first()
    if latest and (latest.subject, latest.preheader, latest.body) == (subject, preheader, body):
        return latest
    if found := problems(key, subject=subject, preheader=preheader, body=body, source=source):
        raise UnfitTemplate("\n".join(found))
    version = latest.version + 1 if latest else 1
    return Template.objects.create(key=key, version=version, subject=subject, preheader=preheader, body=body, since=now)


def problems(key: str, *, subject: str, preheader: str, body: str, source: str = "") -> list[str]:
    """What is wrong with a template, as sentences with their places; empty for one that can be sent."""
    place = source or f'template "{key}"'
    longest = Template._meta.get_field("subject").max_length or 0
    if len(subject) > longest or len(preheader) > longest:
        return [f"{place}: subject and preheader hold {longest} characters. Shorten them."]
    if not subject.strip():
        return [f"{place}, subject: it is empty. Write one."]
    found = CHILD.check(Source(subject, preheader, body))
    return [
        f"{place}, {f'line {line} of the body' if field == 'body' else field}: {words}" for field, line, words in found
    ]
