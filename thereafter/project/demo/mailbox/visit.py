"""Looking into the mailbox from outside: over its socket, as any sender would."""

import smtplib
from dataclasses import dataclass

_PATIENCE = 30.0


@dataclass(frozen=True)
class Mailbox:
    """Where the mailbox listens."""

    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """The address that SMTP_URL names it by."""
        return f"smtp://{self.host}:{self.port}?reserved=yes"

    def answers(self) -> bool:
        """Whether it takes a connection at this moment."""
        try:
            with smtplib.SMTP(self.host, self.port, timeout=_PATIENCE) as talk:
                return talk.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def received(self) -> int:
        """How many mails came, doubles included."""
        return int(self._ask("XCOUNT"))

    def message_ids(self) -> list[str]:
        """The Message-ID of every mail that came, without angle brackets."""
        return [line.strip("<>") for line in self._ask("XIDS").splitlines()[:-1]]

    def _ask(self, verb: str) -> str:
        with smtplib.SMTP(self.host, self.port, timeout=_PATIENCE) as talk:
            code, answer = talk.docmd(verb)
        if code != 250:
            raise ConnectionError(f"The mailbox answered {verb} with {code}.")
        return answer.decode()
