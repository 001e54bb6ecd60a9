"""Asking the DNS for the sender's records, and keeping what was found."""

import os
from collections.abc import Sequence
from datetime import datetime

import dns.exception
import dns.resolver

from thereafter.connectors.dns.models import Look
from thereafter.connectors.dns.records import Judged, Kind, Record, Verdict, judge, unanswered, wanted
from thereafter.record.shop import signing

PATIENCE = 5.0  # seconds for one record
SERVER = "THEREAFTER_DNS"  # host:port of a server to ask instead of the system's


def records_of(sender: str, *, mail_host: str) -> list[Record]:
    """The records that a sender's address takes; none for what is no address. Without a key yet, DKIM's is left out."""
    domain = signing.domain_of(sender)
    if not domain:
        return []
    key = signing.public_key(domain)
    records = wanted(domain, selector=signing.SELECTOR, public_key=key, mail_host=mail_host)
    return [record for record in records if key or record.kind is not Kind.DKIM]


def look(sender: str, *, mail_host: str, now: datetime) -> list[Judged]:
    """Ask for every record of the sender's domain, keep what was found, and sign letters or leave it accordingly."""
    domain = signing.domain_of(sender)
    if domain:
        signing.make(domain, now=now)
    found = [_look_for(record) for record in records_of(sender, mail_host=mail_host)]
    for one in found:
        seen = {"verdict": one.verdict, "words": one.words[:500], "found": one.found, "looked_at": now}
        Look.objects.update_or_create(domain=domain, kind=one.kind, defaults=seen)
        if one.kind is Kind.DKIM and one.verdict is Verdict.GOOD:
            signing.use(domain, now=now)
        elif one.kind is Kind.DKIM and one.verdict is not Verdict.UNKNOWN:
            signing.leave(domain)
    return found


def seen(sender: str) -> dict[Kind, Look]:
    """What the last look found of each record of the sender's domain."""
    looks = Look.objects.filter(domain=signing.domain_of(sender))
    return {Kind(one.kind): one for one in looks}


def _look_for(record: Record) -> Judged:
    try:
        return judge(record, _texts(record.name))
    except dns.exception.DNSException as error:
        return unanswered(record, str(error) or type(error).__name__)


def _texts(name: str) -> Sequence[str]:
    """The TXT records under a name; none where there is no such name. Raises DNSException."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=PATIENCE, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    if not (server := os.environ.get(SERVER)):
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    host, _, port = server.rpartition(":")
    resolver.nameservers, resolver.port = [host], int(port)
    return resolver
