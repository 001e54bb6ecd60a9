"""Messages in templates: `{{ message|state_word }}`, `{{ message|because:now }}`."""

from datetime import datetime

from django import template

from thereafter.engagement.messaging.models import Message
from thereafter.surfaces.console import message_words

register = template.Library()

register.filter("address", message_words.address)
register.filter("because", message_words.because)
register.filter("state_word", message_words.state_word)
register.filter("tone", message_words.tone)


@register.filter
def happened(message: Message) -> datetime:
    """When it went out, else when the present decision was made."""
    return message.sent_at or message.decided_at
