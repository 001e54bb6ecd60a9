"""The mailbox's process: `python -m thereafter.project.demo.mailbox.server FOLDER PORT`.

It takes mail for `.example` and for nobody else, writes each to a file, and notes its Message-ID in `received.tsv`
before it answers 250; so what it was given is what it counts, also after it was killed. Two verbs of its own tell:
XCOUNT how many mails came, XIDS their Message-IDs. It ends when its parent does.
"""

import asyncio
import re
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from thereafter.project.supervise import follow_parent

RECEIVED = "received.tsv"
_PER_FOLDER = 1_000
_LARGEST = 10 * 1024 * 1024
# The header's own, not one quoted in the text: nothing before it may be an empty line.
_MESSAGE_ID = re.compile(rb"\A(?:(?!\r?\n\r?\n).)*?^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_NOBODYS = re.compile(r"[^@\s]+@(?:[a-z0-9-]+\.)*example", re.IGNORECASE)


class Shelf:
    """The files: one per mail, and the list of what came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        listed = folder / RECEIVED
        kept = listed.read_bytes() if listed.exists() else b""
        whole = kept[: kept.rfind(b"\n") + 1]  # a line that a kill cut off was never answered with 250
        self.message_ids = [line.split(b"\t")[1].decode() for line in whole.splitlines()]
        self._list = listed.open("ab")
        self._list.truncate(len(whole))

    def keep(self, content: bytes, recipients: list[str]) -> None:
        """Write one mail and its line in the list."""
        number = len(self.message_ids) + 1
        named = _MESSAGE_ID.search(content)
        message_id = named[1].decode("ascii", "replace") if named else ""
        place = self.folder / f"{number // _PER_FOLDER:03}"
        place.mkdir(mode=0o700, exist_ok=True)
        (place / f"{number:06}.eml").write_bytes(content)
        self._list.write(f"{number}\t{message_id}\t{','.join(recipients)}\n".encode())
        self._list.flush()
        self.message_ids.append(message_id)


class Handler:
    """What the mailbox says to a sender."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Nobody who may exist gets into the demo's envelope."""
        if not _NOBODYS.fullmatch(address):
            return "550 5.7.1 This mailbox takes mail for .example only"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep it, then say so."""
        content = envelope.original_content or b""
        self.shelf.keep(content, envelope.rcpt_tos)
        return "250 OK kept"


class Mailbox(SMTP):
    """SMTP with two verbs more."""

    async def smtp_XCOUNT(self, arg: str | None) -> None:  # noqa: N802
        """How many mails came."""
        await self.push(f"250 {len(self._shelf.message_ids)}")

    async def smtp_XIDS(self, arg: str | None) -> None:  # noqa: N802
        """Every Message-ID that came, in its sequence."""
        for message_id in self._shelf.message_ids:
            await self.push(f"250-{message_id}")
        await self.push("250 END")

    @property
    def _shelf(self) -> Shelf:
        handler: Handler = self.event_handler
        return handler.shelf


async def serve(folder: Path, port: int) -> None:
    """Answer on the loopback address until killed."""
    shelf = Shelf(folder)

    def connection() -> Mailbox:
        return Mailbox(Handler(shelf), data_size_limit=_LARGEST, enable_SMTPUTF8=True, hostname="mailbox.example")

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    follow_parent()
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
