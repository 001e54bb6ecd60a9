"""The normal form of an address, by which people are recognised and suppressions hold."""


def normal(address: str) -> str:
    """Trimmed, lower case. The same as `lower(btrim(address))` in SQL for what a mail server accepts."""
    return address.strip().lower()
