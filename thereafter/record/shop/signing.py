"""The key by which mail servers know our letters for ours (DKIM, RFC 6376): one a domain, made when first asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from thereafter.foundation import safes
from thereafter.foundation.safes import Safe
from thereafter.foundation.sealing import seal, unseal
from thereafter.record.shop.models import SigningKey

SELECTOR = "thereafter"
_PURPOSE = "dkim"
_BITS = 2048


@dataclass(frozen=True)
class Signer:
    """What signing takes: whose domain, under which name its record stands, and the private key as PEM."""

    domain: str
    selector: str
    private_key: str


def domain_of(address: str) -> str:
    """The domain of an address, in small letters and ASCII; empty for what is no address."""
    _, at, domain = address.strip().lower().rstrip(".").rpartition("@")
    if not at:
        return ""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return ""


def public_key(domain: str) -> str:
    """The public key of a domain as its DNS record holds it (base64 of SubjectPublicKeyInfo); empty before `make`."""
    return SigningKey.objects.filter(domain=domain).values_list("public_key", flat=True).first() or ""


def make(domain: str, *, now: datetime) -> None:
    """There is a key for this domain from now on."""
    if not public_key(domain):
        _make(domain, now=now)


def use(domain: str, *, now: datetime) -> bool:
    """Letters from this domain are signed from now on, because its record was seen. False if they were already."""
    return SigningKey.objects.filter(domain=domain, used_since=None).update(used_since=now) > 0


def leave(domain: str) -> bool:
    """Letters from this domain are signed no more, because its record is gone: a signature that fails does harm."""
    return SigningKey.objects.filter(domain=domain).exclude(used_since=None).update(used_since=None) > 0


def give_up(domains: Sequence[str]) -> None:
    """Forget these keys, because nothing opens them any more; new ones are made, and take new records in the DNS."""
    SigningKey.objects.filter(domain__in=domains).delete()


def signer(sender: str) -> Signer | None:
    """What signs a letter from this address; None where its domain's record was never seen."""
    key = SigningKey.objects.filter(domain=domain_of(sender)).exclude(used_since=None).first()
    if key is None or not (private := unseal(key.private_key, _PURPOSE)):
        return None
    return Signer(key.domain, SELECTOR, private)


def register_all() -> None:
    """Say where the private keys lie sealed."""
    safes.register(
        Safe("signing key", SigningKey, "private_key", _PURPOSE, lost="letters leave unsigned", give_up=give_up)
    )


def _make(domain: str, *, now: datetime) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65_537, key_size=_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    made = {
        "private_key": seal(pem.decode(), _PURPOSE),
        "public_key": re.sub(r"-----[A-Z ]+-----|\s", "", public.decode()),
        "since": now,
    }
    return SigningKey.objects.get_or_create(domain=domain, defaults=made)[0]
