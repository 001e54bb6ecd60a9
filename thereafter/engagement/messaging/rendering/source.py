"""A template as it is written: what travels to the limited process."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Source:
    """Subject and preheader in Liquid, the body in MJML with Liquid."""

    subject: str
    preheader: str
    body: str

    @property
    def name(self) -> str:
        """What the limited process knows it by: the same text, the same name."""
        return sha256("\0".join(self.parts).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def parts(self) -> tuple[str, str, str]:
        """As it travels."""
        return self.subject, self.preheader, self.body
