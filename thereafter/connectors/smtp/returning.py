"""From a mail that came back to what the house makes of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from thereafter.connectors.smtp import incoming
from thereafter.connectors.smtp.incoming import Notice, Says
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.merging import as_of_today
from thereafter.engagement.messaging.message_ids import key_of
from thereafter.foundation.errors import Refusal

SOURCE = "smtp"


def take_back(content: bytes, *, now: datetime) -> Says | None:
    """Act on one mail that came back; what it said. None for one about none of our messages, or for a person."""
    notice = incoming.read(content)
    key = next((key for name in notice.message_ids if (key := key_of(name))), None) if notice else None
    if not notice or not key:
        return None
    _act(notice, as_of_today(key), now=now)
    return notice.says


def take_back_all(folder: Path, *, now: datetime) -> Counter[Says | None]:
    """Act on everything new in a maildir, moving it to `cur` when it is done. Raises Refusal if it is none."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise Refusal(f"{folder} is no maildir: it lacks the folders new and cur. Name the one your bounces go to.")
    said: Counter[Says | None] = Counter()
    for path in _new_mail(folder):
        said[take_back(path.read_bytes(), now=now)] += 1
        path.rename(folder / "cur" / f"{path.name}:2,S")
    return said


def _act(notice: Notice, key: MessageKey, *, now: datetime) -> None:
    match notice.says:
        case Says.GONE:
            returns.bounced(key, for_good=True, words=notice.words, source=SOURCE, now=now)
        case Says.NOT_TAKEN:
            returns.bounced(key, for_good=False, words=notice.words, source=SOURCE, now=now)
        case Says.COMPLAINT:
            returns.complained(key, words=notice.words, source=SOURCE, now=now)
        case Says.UNSUBSCRIBE:
            returns.unsubscribed(key, words=notice.words, now=now)
        case Says.DELAYED:
            pass  # the other server goes on trying; there is nothing to do


def _new_mail(folder: Path) -> Iterable[Path]:
    return sorted(path for path in (folder / "new").iterdir() if path.is_file())
