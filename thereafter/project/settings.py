"""Django's settings. What a shop decides about its business are typed rows in `record/shop`, not lines here.

Three helpers read the environment and fail loudly; every variable is described in docs/reference/environment.md.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """An environment variable as it stands."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """An environment variable that says yes or no. Raises ImproperlyConfigured for any other word."""
    word = os.environ.get(name, "yes" if default else "no").lower()
    if word not in {"yes", "no", "true", "false", "1", "0"}:
        raise ImproperlyConfigured(f'{name} is "{word}"; say yes or no.')
    return word in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    """An environment variable that is a whole number. Raises ImproperlyConfigured for anything else."""
    word = os.environ.get(name, str(default))
    if not word.lstrip("-").isdigit():
        raise ImproperlyConfigured(f'{name} is "{word}"; give a whole number.')
    return int(word)


ROOT = Path(__file__).resolve().parent.parent
