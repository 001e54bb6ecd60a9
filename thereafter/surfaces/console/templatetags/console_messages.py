"""Messages in templates: `{{ message|state_word }}`, `{{ message|because:now }}`."""

from datetime import datetime

from django import template

from thereafter.engagement.messaging.models import Message, State
from thereafter.surfaces.console import message_words

register = template.Library()

register.filter("address", message_words.address)
register.filter("because", message_words.because)


@register.filter
def state_word(message: Message) -> str:
    """Held, sent, skipped …"""
    return message_words.STATE_WORDS[State(message.state)]


@register.filter
def tone(message: Message) -> str:
    """How it stands."""
    return message_words.TONES[State(message.state)]


@register.filter
def happened(message: Message) -> datetime:
    """When it went out, else when the present decision was made."""
    return message.sent_at or message.decided_at
