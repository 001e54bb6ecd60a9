"""Lengths of time as a rule writes them: {"days": 60}, {"months": 3}, {"years": 1}."""

from calendar import monthrange
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

from thereafter.audience.segments.refusals import refusal, short

Unit = Literal["hours", "days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("hours", "days", "weeks", "months", "years")
_LONGEST = {"hours": 876_000, "days": 36_500, "weeks": 5_200, "months": 1_200, "years": 100}  # a century each
_HOURS = {"hours": 1, "days": 24, "weeks": 168}
_MONTHS = {"months": 1, "years": 12}


class Duration(BaseModel):
    """So many of one unit. A day is 24 hours; months and years go by the calendar, in UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[int, Field(strict=True, ge=1)]
    unit: Unit

    @model_validator(mode="before")
    @classmethod
    def _from_rule(cls, given: Any) -> Any:
        if isinstance(given, Duration):
            return given
        if not isinstance(given, dict) or len(given) != 1 or next(iter(given)) not in UNITS:
            raise refusal(f"is {short(given)}, but a length of time is one of {', '.join(UNITS)}, like {{days: 60}}")
        [(unit, amount)] = given.items()
        if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= _LONGEST[unit]:
            raise refusal(f"is {short(amount)} {unit}; give a whole number from 1 to {_LONGEST[unit]:,}")
        return {"amount": amount, "unit": unit}

    @model_serializer
    def _to_rule(self) -> dict[str, int]:
        return {self.unit: self.amount}

    def before(self, instant: datetime) -> datetime:
        """The instant that lies this long before another. The 31st of a shorter month is its last day."""
        if self.unit in _HOURS:
            return instant - timedelta(hours=self.amount * _HOURS[self.unit])
        months = instant.year * 12 + instant.month - 1 - self.amount * _MONTHS[self.unit]
        year, month = months // 12, months % 12 + 1
        return instant.replace(year=year, month=month, day=min(instant.day, monthrange(year, month)[1]))

    def __str__(self) -> str:
        if self.amount == 1:
            return f"{'an' if self.unit == 'hours' else 'a'} {self.unit[:-1]}"
        return f"{self.amount:,} {self.unit}"

    def to(self, longer: Self) -> str:
        """Both as a range: "30 to 90 days", "a week to 3 months"."""
        if self.unit == longer.unit:
            return f"{self.amount:,} to {longer.amount:,} {longer.unit}"
        return f"{self} to {longer}"
