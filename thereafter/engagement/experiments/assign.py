"""Giving arms to a set of customers, once and for all."""

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


def prepare() -> None:
    """Have an empty temporary table `experiments_candidate`."""
    temporary.prepare(SQL["candidates"])


def assign() -> int:
    """Store the arm of every candidate who has none yet, exposed at her row's instant; how many were new.

    An experiment without a control share assigns nobody: there is nothing to compare.
    """
    return SQL["assign"].run()
