"""Letters to members (invitations, reset passwords): Django hands them here, the worker hands them over."""

from collections.abc import Sequence
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from thereafter.record.staff import post
from thereafter.surfaces.console import present


class Backend(BaseEmailBackend):
    """Django's way to send mail: each letter is written down, for each of whom it is to."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many letters were written down."""
        for letter in email_messages:
            _, sender = parseaddr(letter.from_email)
            letter.extra_headers.setdefault("Message-ID", make_msgid(domain=sender.rpartition("@")[2]))
            content = letter.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own messages take it
            for recipient in letter.recipients():
                post.write(recipient, sender=sender, content=content, now=present.now())
        return len(email_messages)
