"""What the merchant decided about its shop, typed. One row (`Setting`) per decision; defaults for the rest."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Literal
from unicodedata import category
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings as machine
from django.db.models import JSONField, Value
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from thereafter.foundation.errors import Refusal
from thereafter.foundation.money import decimals
from thereafter.foundation.sql import Folder
from thereafter.record.shop.models import Setting

SQL = Folder(__file__)
_LONGEST_SHOWN = 100
_BEGINNING_OF_LINKS = r"""https?://([^\s/?#\\"<>@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#\\"<>]*)?"""
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, halves of characters, ends of lines and paragraphs


class UnknownSetting(Refusal):
    """There is no setting of that name."""


class WrongSetting(Refusal):
    """The value does not fit its setting. `reason`: the same for whoever shows it beside the setting."""

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(words)
        self.reason = reason[:1].upper() + reason[1:]


class Stopped(BaseModel):
    """Sending is stopped: since when, by whom, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    by: str = Field(max_length=170)
    why: str = Field(default="", max_length=300)


class ShopSettings(BaseModel):
    """All settings of the shop. A new shop runs on these defaults, in rehearsal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default="My shop", min_length=1, max_length=200)
    currency: str = "EUR"
    time_zone: str = "UTC"
    language: str = "en"
    margin_rate: float = Field(default=0.4, ge=0, le=1)  # of a line's amount, where a product has no cost
    sender_name: str = Field(default="", max_length=200)
    sender_address: str = Field(default="", max_length=320)
    reply_to: str = Field(default="", max_length=320)
    public_url: str = "http://localhost:8000"
    postal_address: str = Field(default="", max_length=500)
    colour: str = "#2f5d50"
    logo_text: str = Field(default="", max_length=60)
    mode: Literal["rehearsal", "test", "live"] = "rehearsal"
    live_since: datetime | None = None
    first_sent_at: datetime | None = None  # the first letter that went out for good; a warm-up counts its days from it
    sending_stopped: Stopped | None = None
    test_addresses: tuple[str, ...] = Field(default=(), max_length=100)
    hourly_limit: int | None = Field(default=None, ge=1, le=10_000_000)
    hourly_domain_limit: int | None = Field(default=None, ge=1, le=10_000_000)
    warm_up_first_day: int | None = Field(default=None, ge=1, le=1_000_000)
    warm_up_since: datetime | None = None  # begun later than with the first letter: its days count from then
    warm_up_factor: float = Field(default=2, ge=1.1, le=10)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    daily_cap: int = Field(default=1, ge=0, le=24)
    weekly_cap: int = Field(default=3, ge=0, le=168)
    asks_per_value: float = Field(default=2, ge=0, le=100)
    global_control_share: float = Field(default=0.0, ge=0, le=0.5)
    second_look_above: int = Field(default=0, ge=0, le=1_000_000_000)  # people; 0: nothing takes two members
    require_second_factor: bool = False
    merge_certain: bool = False  # two records that are certainly one person become one by themselves
    setup_later: tuple[str, ...] = ()  # steps of setting up that somebody put off
    account_manager_name: str = Field(default="", max_length=200)

    @field_validator("*")
    @classmethod
    def _is_plain_text(cls, said: object, info: ValidationInfo) -> object:
        breaks = "\r\n" if info.field_name == "postal_address" else ""
        if isinstance(said, str) and any(category(one) in _UNSEEN and one not in breaks for one in said):
            raise ValueError("it holds a line break or another character that cannot be seen. Take it out.")
        return said

    @field_validator("test_addresses")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address):
                raise ValueError(f'"{address[:_LONGEST_SHOWN]}" is no address. Write one a line, like me@shop.com.')
        return tuple(dict.fromkeys(address.lower() for address in addresses))

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, tag: str) -> str:
        return _written(tag, r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "it is no language. Write it like en or pt-BR.")

    @field_validator("colour")
    @classmethod
    def _is_a_colour(cls, code: str) -> str:
        return _written(code, r"#[0-9a-fA-F]{6}", "it is no colour. Write it like #2f5d50.")

    @field_validator("public_url")
    @classmethod
    def _is_the_beginning_of_links(cls, url: str) -> str:
        remedy = "links cannot begin so. Write it like https://crm.shop.example, without spaces, ? and #."
        return _written(url, _BEGINNING_OF_LINKS, remedy)

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, code: str) -> str:
        decimals(code.upper())
        return code.upper()

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, key: str) -> str:
        try:
            ZoneInfo(key)
        except (KeyError, ValueError, OSError):
            raise ValueError(f'"{key}" is no time zone. Use one like {_zone_of(key)}.') from None
        return key


def _zone_of(place: str) -> str:
    """The zone that may have been meant by a place, such as Berlin; else an example."""
    place = place.strip().replace(" ", "_").casefold()
    found = [zone for zone in available_timezones() if "/" in zone and zone.casefold().endswith(f"/{place}")]
    return min(found, default="Europe/London")


def _written(said: str, pattern: str, sorry: str) -> str:
    """What fits the whole pattern, as it is. Raises ValueError with the sentence."""
    if not re.fullmatch(pattern, said):
        raise ValueError(sorry)
    return said


def read() -> ShopSettings:
    """The settings in force. One query, and a cheap one: nearly everything asks for them."""
    (decided,) = SQL["decided"].rows()
    return ShopSettings.model_validate({**json.loads(decided.settings), **machine.DECIDED_BY_MACHINE})


def is_decided_by_machine(key: str) -> bool:
    """Whether this machine's environment decides it, whatever the shop says."""
    return key in machine.DECIDED_BY_MACHINE


def is_decided(key: str) -> bool:
    """Whether somebody, or this machine, decided this setting, rather than it being at its default."""
    return is_decided_by_machine(key) or decided_at(key) is not None


def is_anything_decided() -> bool:
    """Whether somebody decided anything at all."""
    return Setting.objects.exists()


def decide(key: str, *, source: str, now: datetime) -> None:
    """What holds for this setting is decided from now on, also where it is the default. Nothing else changes."""
    value = read().model_dump(mode="json")[key]
    Setting.objects.get_or_create(key=key, defaults={"value": value, "since": now, "source": source})


def decided_at(key: str) -> datetime | None:
    """Since when a setting is what it is; None where nobody decided it."""
    return Setting.objects.filter(key=key).values_list("since", flat=True).first()


def decided_since(keys: Iterable[str], since: datetime) -> set[str]:
    """Those of the settings that somebody gave another value after an instant."""
    return set(Setting.objects.filter(key__in=list(keys), since__gt=since).values_list("key", flat=True))


def change(key: str, value: object, *, source: str, now: datetime) -> ShopSettings:
    """Decide one setting; all settings afterwards. Raises UnknownSetting, or WrongSetting with the reason."""
    if key not in ShopSettings.model_fields:
        raise UnknownSetting(f'There is no setting "{key}". There are: {", ".join(ShopSettings.model_fields)}.')
    stored = dict(Setting.objects.values_list("key", "value"))
    try:
        settings = ShopSettings.model_validate({**stored, key: value})
    except ValidationError as error:
        shown = text if len(text := str(value)) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
        reason = _reason(error.errors()[0])
        raise WrongSetting(f'Setting {key} cannot be "{shown}": {reason}', reason) from None
    normal = settings.model_dump(mode="json")[key]
    if stored.get(key, _MISSING) != normal:
        value = Value(None, JSONField()) if normal is None else normal  # or Django would take it for SQL's NULL
        Setting.objects.update_or_create(key=key, defaults={"value": value, "since": now, "source": source})
    return settings


def take_out(key: str, words: Sequence[str]) -> None:
    """Take these words out of a setting that is a list; since when it holds stays as it is."""
    SQL["take_out"].run(key=key, words=list(words))


def _reason(problem: ErrorDetails) -> str:
    """What is wrong with a value and what to write instead, to be read after a colon."""
    limits = problem.get("ctx", {})
    match problem["type"]:
        case "value_error":
            return str(limits["error"])
        case "greater_than_equal":
            return f"it is too little. Write {limits['ge']:g} or more."
        case "less_than_equal":
            return f"it is too much. Write {limits['le']:g} or less."
        case "string_too_short":
            return "it is empty. Write something."
        case "string_too_long":
            return f"it is too long. Write at most {limits['max_length']:,} characters."
        case "literal_error":
            return f"it is not known. Write {limits['expected']}."
        case other:
            return _NO_SUCH_THING.get(other.split("_")[0], f"{problem['msg']}.")


_NO_SUCH_THING = {
    "string": "it is no text. Write one.",
    "int": "it is no whole number. Write it like 3.",
    "float": "it is no number. Write it like 0.4.",
    "time": "it is no time of day. Write it like 21:00.",
    "datetime": "it is no date and time. Write it like 2026-03-01T09:30Z.",
}
_MISSING = object()
