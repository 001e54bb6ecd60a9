"""Whose orders and refunds they are when two records become one, and what orders say about who may be one person."""

from datetime import datetime

from thereafter.foundation import planner
from thereafter.foundation.sql import Folder
from thereafter.record.commerce.models import Order, Refund
from thereafter.record.customers.merging import rules
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows

SQL = Folder(__file__)


class Lines:
    """A line's customer is its order's, so nothing has to be noted."""

    covers = ("commerce_line.customer_id",)

    def hold(self) -> None:
        """Nobody is kept away."""

    def move(self) -> None:
        """After the orders."""
        if planner.are_many_keys():
            SQL["lines_follow_many"].run()
            return
        with planner.by_key():
            SQL["lines_follow"].run()

    def bring_back(self) -> None:
        """After the orders, too."""
        with planner.by_key():
            SQL["lines_return"].run()

    def follow(self, *, now: datetime) -> None:
        """Nothing follows."""


PURCHASE = rules.Rule(
    "name_and_purchase",
    "have the same name and bought the same thing within three days",
    rules.Strength.POSSIBLE,
    SQL["alike_by_purchase"],
)


def register_all() -> None:
    """Orders, then their lines, and refunds; and one rule more."""
    rules.register(PURCHASE)
    register(Rows(Order), Lines(), Rows(Refund))
