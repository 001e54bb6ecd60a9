"""The store that a file's rows belong to, and the currency of its prices."""

from datetime import datetime

from pydantic import Field, field_validator

from thereafter.foundation.money import decimals
from thereafter.record.commerce.models import Order, Store
from thereafter.record.customers.imports.people import StoreOptions
from thereafter.record.customers.models import Identity
from thereafter.record.shop import settings


class PricedOptions(StoreOptions, frozen=True):
    """The store that all rows of one file come from, and the currency of the prices where the file does not say."""

    currency: str = Field(default="", description="The currency where the file does not say. Default: the shop's.")

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, code: str) -> str:
        if code:
            decimals(code)
        return code


def adopt_currency(currency: str, *, source: str, now: datetime) -> None:
    """The first orders decide in which currency the shop counts, unless somebody has decided that."""
    if _is_open():
        settings.change("currency", currency, source=source, now=now)


def counting_currency(told: str) -> str:
    """The currency in which an import of orders in `told` counts money: the shop's, or the one it would adopt."""
    return told if _is_open() else settings.read().currency


def _is_open() -> bool:
    return not Order.objects.exists() and not settings.is_decided("currency")


def is_known(key: str) -> bool:
    """Whether anybody has heard of the store: it sells something, or numbers somebody."""
    return Store.objects.filter(key=key).exists() or Identity.objects.filter(kind="number", scope=key).exists()


def ensure_store(key: str, *, now: datetime) -> Store:
    """The store of that key, made if nobody has heard of it."""
    return Store.objects.get_or_create(key=key, defaults={"name": key.replace("-", " ").title(), "since": now})[0]
