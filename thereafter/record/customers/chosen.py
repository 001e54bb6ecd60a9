"""A set of customers that somebody chose: the temporary table by which rooms above hand one over.

chosen.prepare()                     # customers_chosen(customer_id) is there, and empty
...fill it, or chosen.choose(...)...
tags.put_on_chosen(...)              # in the same transaction
"""

from collections.abc import Iterable

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


def prepare() -> None:
    """Have an empty `customers_chosen(customer_id)`; doubles and unknown customers in it do no harm."""
    temporary.prepare(SQL["chosen"])


def choose(customer_ids: Iterable[int]) -> None:
    """Have these customers chosen and no others."""
    prepare()
    SQL["choose"].run(customers=list(customer_ids))
