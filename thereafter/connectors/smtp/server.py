"""Which mail server takes our letters: one URL in the environment, SMTP_URL.

smtp://localhost:1025                       a server on this machine, unencrypted if it offers nothing else
smtp://user:password@mail.shop.example      port 587, STARTTLS or nothing is sent
smtps://user:password@mail.shop.example     port 465, TLS from the first byte
smtp://localhost:1025?reserved=yes          a mailbox for trying things, which takes .example addresses and the like
"""

import os
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from thereafter.foundation.errors import Refusal

VARIABLE = "SMTP_URL"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_TAKES_RESERVED = "reserved=yes"
_PORTS = {"smtp": 587, "smtps": 465}


Encryption = Literal["tls", "starttls", "none"]  # from the first byte, before anything is said, or not at all


class Server(BaseModel):
    """How to reach and enter a mail server."""

    model_config = ConfigDict(frozen=True)

    host: str = Field(min_length=1, max_length=253)
    port: int = Field(ge=1, le=65_535)
    encryption: Encryption
    user: str = ""
    password: str = Field(default="", repr=False)
    patience: float = 30  # seconds that one answer may take
    takes_reserved: bool = False  # addresses that nobody can have: only a mailbox for trying things does

    @classmethod
    def of(cls, url: str) -> "Server":
        """The server that a URL names. Raises Refusal with what is wrong with it, without its password."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise Refusal(f"{VARIABLE} is not like smtp://user:password@mail.shop.example:587. Set it to your server.")
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise Refusal(f"The port in {VARIABLE} is no number from 1 to 65535. Correct it.") from None
        if parts.query not in ("", _TAKES_RESERVED):
            raise Refusal(f"{VARIABLE} ends in an option that is not known. Leave out everything from the ? on.")
        plain: Encryption = "none" if parts.hostname in _HERE and not parts.username else "starttls"
        return cls(
            host=parts.hostname,
            port=port,
            encryption="tls" if parts.scheme == "smtps" else plain,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            takes_reserved=parts.query == _TAKES_RESERVED,
        )

    @classmethod
    def from_environment(cls) -> "Server":
        """The server that SMTP_URL names. Raises Refusal if it names none."""
        if url := os.environ.get(VARIABLE, ""):
            return cls.of(url)
        raise Refusal(
            f"No mail server is set, so nothing can be sent. Stop the shop and start it again with {VARIABLE} in its "
            f"environment: {VARIABLE}=smtp://user:password@mail.shop.example thereafter up."
        )
