"""The store that a file's rows belong to, and the currency of its prices."""

from datetime import datetime

from pydantic import Field, field_validator

from thereafter.foundation.money import decimals
from thereafter.record.commerce.models import Store
from thereafter.record.customers.imports.people import StoreOptions


class PricedOptions(StoreOptions, frozen=True):
    """The store that all rows of one file come from, and the currency of the prices where the file does not say."""

    currency: str = Field(default="", description="The currency where the file does not say. Default: the shop's.")

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, code: str) -> str:
        if code:
            decimals(code)
        return code


def ensure_store(key: str, *, now: datetime) -> Store:
    """The store of that key, made if nobody has heard of it."""
    return Store.objects.get_or_create(key=key, defaults={"name": key.replace("-", " ").title(), "since": now})[0]
