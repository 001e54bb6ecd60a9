"""A new secret key in the data folder. The old one is kept beside it, for links and sessions, unless it leaked."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from thereafter.foundation import safes
from thereafter.foundation.errors import Refusal
from thereafter.project.home import home, older_secrets, replace_secret

PRESENT, BEFORE = "secret-key", "secret-keys-before"
VARIABLES = ("THEREAFTER_SECRET_KEY", "THEREAFTER_OLD_SECRET_KEYS")


def change(*, leaked: bool) -> int:
    """Make another key the present one and seal everything by it; how many seals those were. Nobody serves the shop.

    At whatever instant this is killed, everything opens: the old key is kept before the new one is used. `leaked`: in
    the end no older key is kept. Raises Refusal where the environment says the key, or something does not open already.
    """
    if said():
        raise Refusal(
            f"The key is said by {VARIABLES[0]} and not by the data folder. Put the new one there and the old one "
            f"into {VARIABLES[1]}, on every machine, and start again."
        )
    if any(seen.none for seen in safes.look()):
        raise Refusal("Something is sealed by a key that is not here; see “thereafter doctor” first.")
    before, made = settings.SECRET_KEY, secrets.token_urlsafe(48)
    keep([before])
    replace_secret(home(), PRESENT, made)
    use(made, [before, *settings.SECRET_KEY_FALLBACKS])
    renewed = safes.renew()
    if leaked:
        (home() / BEFORE).unlink()
        use(made, [])
    return renewed


def keep(older: list[str]) -> None:
    """From now on these keys open too, beside those that are kept already."""
    kept = [key for key in older_secrets(home(), BEFORE) if key not in older]
    replace_secret(home(), BEFORE, "".join(f"{key}\n" for key in [*older, *kept]))


def take_over(folder: Path) -> None:
    """The keys in the files of that folder are this shop's; where the environment says another one, older ones of it.

    The file of the present one is moved last: once it is gone, all is done.
    """
    present, older = (folder / PRESENT).read_text(encoding="utf-8"), older_secrets(folder, BEFORE)
    if said():
        older = [key for key in (present, *older) if key != said()]
        keep(older)
        return use(said(), older)
    replace_secret(home(), BEFORE, "".join(f"{key}\n" for key in older))
    use(present, older)
    (folder / PRESENT).replace(home() / PRESENT)
    return None


def said() -> str:
    """The secret key that the environment says; empty where the data folder does."""
    return os.environ.get(VARIABLES[0], "")


def use(key: str, older: list[str]) -> None:
    """In this process, from now on, this is the secret key, and these are the older ones."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, older


@contextmanager
def under(key: str, older: list[str]) -> Iterator[None]:
    """`use` them for a `with` block."""
    before = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    use(key, older)
    try:
        yield
    finally:
        use(*before)
