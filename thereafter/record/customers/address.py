"""The normal form of an address, by which people are recognised and suppressions hold; and those nobody can have."""

_RESERVED = frozenset({"example", "test", "invalid", "localhost"})  # RFC 2606, RFC 6761
_RESERVED_UNDER = frozenset({("example", "com"), ("example", "net"), ("example", "org")})


def normal(address: str) -> str:
    """Trimmed, lower case. The same as `lower(btrim(address))` in SQL for what a mail server accepts."""
    return address.strip().lower()


def is_reserved(address: str) -> bool:
    """Whether nobody can have this address or domain, because its domain is set aside for examples and tests."""
    labels = tuple(address.rpartition("@")[2].strip().rstrip(".").lower().split("."))
    return labels[-1] in _RESERVED or labels[-2:] in _RESERVED_UNDER
