"""Which records a sender's domain takes, and what those that were found say. Pure.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489; the large mailbox providers ask bulk senders for all three.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

_TAGS = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*)")


class Kind(StrEnum):
    """The three that count."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


class Verdict(StrEnum):
    """How one stands."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Record:
    """One TXT record to have: its name, its value, and what it is for."""

    kind: Kind
    name: str
    value: str
    why: str


@dataclass(frozen=True)
class Judged:
    """What was found of one record, in words with the remedy."""

    kind: Kind
    verdict: Verdict
    words: str
    found: str = ""


def wanted(domain: str, *, selector: str, public_key: str, mail_host: str) -> list[Record]:
    """The records to paste. `mail_host`: the server that letters leave by; empty where none is named yet."""
    via = _by(mail_host) if mail_host else "a mx"
    return [
        Record(
            Kind.SPF,
            domain,
            f"v=spf1 {via} ~all",
            "Says which servers may send for this domain. If there is one already, add what stands in the middle to "
            "it; your mail provider’s help names its exact words.",
        ),
        Record(
            Kind.DKIM,
            f"{selector}._domainkey.{domain}",
            f"v=DKIM1; k=rsa; p={public_key}",
            "Holds the key by which others check our signature. As soon as it is there, every letter is signed.",
        ),
        Record(
            Kind.DMARC,
            f"_dmarc.{domain}",
            "v=DMARC1; p=none",
            "Says what to do with letters that are neither. “none” only watches, and is enough to begin with.",
        ),
    ]


def _by(mail_host: str) -> str:
    """How SPF names a server: what is no name but an address has a word of its own (RFC 7208, 5.6).

    Whom a relay on this very machine hands letters to, it does not say: the domain's own servers are proposed.
    """
    try:
        address = ip_address(mail_host)
    except ValueError:
        return "a mx" if mail_host.lower().rstrip(".") == "localhost" else f"include:{mail_host}"
    return "a mx" if address.is_loopback else f"ip{address.version}:{mail_host}"


def judge(record: Record, texts: Sequence[str]) -> Judged:
    """What the TXT records under its name say of one record."""
    match record.kind:
        case Kind.SPF:
            return _spf(record, [text for text in texts if text.lower().split(" ")[0] == "v=spf1"])
        case Kind.DKIM:
            return _dkim(record, [text for text in texts if "p" in _tags(text)])
        case Kind.DMARC:
            return _dmarc(record, [text for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")])


def unanswered(record: Record, why: str) -> Judged:
    """The DNS did not answer, so that nothing is known."""
    return Judged(record.kind, Verdict.UNKNOWN, f"Nobody could be asked about {record.name}: {why}. Look again later.")


def _spf(record: Record, found: list[str]) -> Judged:
    if not found:
        words = f"There is no SPF record for {record.name}. Add the one that the set-up shows."
        return Judged(record.kind, Verdict.MISSING, words)
    if len(found) > 1:
        words = f"{record.name} has {len(found)} SPF records, and then none of them counts. Make them one."
        return Judged(record.kind, Verdict.WRONG, words, " / ".join(found))
    if re.search(r"(^|\s)\+?all\s*$", found[0].lower()):
        words = "Your SPF record lets everybody send in your name (all). End it with ~all."
        return Judged(record.kind, Verdict.WRONG, words, found[0])
    return Judged(record.kind, Verdict.GOOD, "There is an SPF record. See that it names your mail server.", found[0])


def _dkim(record: Record, found: list[str]) -> Judged:
    if not found:
        words = f"There is no record {record.name}, so letters are not signed. Add the one that the set-up shows."
        return Judged(record.kind, Verdict.MISSING, words)
    ours = _tags(record.value)["p"]
    if any(re.sub(r"\s", "", _tags(text)["p"]) == ours for text in found):
        return Judged(record.kind, Verdict.GOOD, "Our key is there, and every letter is signed.", found[0])
    words = f"The record {record.name} holds another key than ours. Put that of the set-up in its place."
    return Judged(record.kind, Verdict.WRONG, words, found[0])


def _dmarc(record: Record, found: list[str]) -> Judged:
    if not found:
        words = f"There is no record {record.name}. The large mailbox providers ask for one. Add that of the set-up."
        return Judged(record.kind, Verdict.MISSING, words)
    if _tags(found[0]).get("p", "").strip().lower() not in {"none", "quarantine", "reject"}:
        words = "Your DMARC record says no policy (p=none, quarantine or reject). Write it like that of the set-up."
        return Judged(record.kind, Verdict.WRONG, words, found[0])
    return Judged(
        record.kind, Verdict.GOOD, f"There is a DMARC record, with p={_tags(found[0])['p'].strip()}.", found[0]
    )


def _tags(text: str) -> dict[str, str]:
    return dict(_TAGS.findall(text))
