"""Who did something, as sources are written: "console:ruth"."""

from django.contrib.auth.models import AbstractBaseUser

LONGEST = 60  # of a source, wherever one is kept


def of(user: AbstractBaseUser) -> str:
    """The actor that this user is. A name too long for a source is cut, and told from its like by the user's number."""
    whole = f"console:{user.get_username()}"
    if len(whole) <= LONGEST:
        return whole
    end = f"…{user.pk}"
    return whole[: LONGEST - len(end)] + end
