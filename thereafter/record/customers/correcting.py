"""Putting right by hand what is known of a customer, field by field, with what it was before.

A correction stands until a source says since when it is otherwise: an import of older facts does not change it, nor one
whose rows do not say how old they are.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.dateparse import parse_datetime

from thereafter.foundation.days import FIRST_YEAR, LAST_YEAR, is_within_reach
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import fields, there, typed
from thereafter.record.customers.models import Correction, Customer, FieldDefinition

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "country": "Country",
    "language": "Language",
    "time_zone": "Time zone",
}
_NAME = 200
_CUSTOM_TEXT = 1000
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FLAGS = {"yes": True, "no": False}


class WrongValue(Refusal):
    """A field cannot be that."""


class ChangedSince(Refusal):
    """What is to be taken back does not stand any more."""


@transaction.atomic
def correct(customer_id: int, told: Mapping[str, str], *, by: str, now: datetime) -> list[Correction]:
    """Make these fields (as in `Customer.provenance`: "country", "custom.vip") what was typed; what that changed.

    An empty text means that nobody knows. Raises WrongValue, WrongWords or NotThere, and then nothing is changed.
    """
    her = there.to_change(customer_id)
    custom = {fields.PREFIX + field.key: field for field in FieldDefinition.objects.all()}
    made = []
    for field, words in told.items():
        value = _custom(custom[field], words) if field in custom else _plain(field, words)
        if value == _value(her, field):
            continue
        said = [by, now.isoformat()]
        before = [_value(her, field), her.provenance.get(field)]
        _set(her, field, value, said)
        made.append(Correction(customer=her, field=field, before=before, after=[value, said], by=by, at=now))
    if made:
        her.save()
    return Correction.objects.bulk_create(made)


@transaction.atomic
def undo(correction: Correction, *, now: datetime) -> None:
    """Make the field what it was before. Raises ChangedSince where somebody, or a file, has changed it again."""
    her = there.to_change(correction.customer_id)
    value, said = correction.before
    if [_value(her, correction.field), her.provenance.get(correction.field)] != correction.after:
        raise ChangedSince("This field was changed again since, so it stays as it is. Correct it by hand.")
    _set(her, correction.field, value, said)
    her.save()
    correction.undone_at = now
    correction.save(update_fields=["undone_at"])


def can_be_undone(correction: Correction, her: Customer) -> bool:
    """Whether what was corrected still stands as it was put."""
    stands = [_value(her, correction.field), her.provenance.get(correction.field)]
    return correction.undone_at is None and stands == correction.after


def as_typed(her: Customer, field: str, type_: str = "") -> str:
    """The present value of a field as somebody would type it."""
    value = _value(her, field)
    if value in (None, ""):
        return ""
    if type_ == FieldDefinition.Type.FLAG:
        return "yes" if value else "no"
    if type_ == FieldDefinition.Type.INSTANT:
        at = parse_datetime(str(value))
        return f"{at:%Y-%m-%dT%H:%M}" if at else ""
    return str(value)


def _value(her: Customer, field: str) -> Any:
    return her.custom.get(field.removeprefix(fields.PREFIX)) if field.startswith(fields.PREFIX) else getattr(her, field)


def _set(her: Customer, field: str, value: Any, said: list[str] | None) -> None:
    if not field.startswith(fields.PREFIX):
        setattr(her, field, value)
    elif value is None:
        her.custom.pop(field.removeprefix(fields.PREFIX), None)
    else:
        her.custom[field.removeprefix(fields.PREFIX)] = value
    if said is None:
        her.provenance.pop(field, None)
    else:
        her.provenance[field] = said


def _plain(field: str, words: str) -> str:
    if field not in LABELS:
        raise WrongValue(f'There is no field "{field}".')
    value = typed.line(words, f"The {LABELS[field].lower()}", longest=_NAME)
    if not value:
        return ""
    if field == "country":
        value = value.upper()
        if not _COUNTRY.fullmatch(value):
            raise WrongValue(f'The country "{value}" is not two letters. Write it like GB or DE.')
    if field == "language" and (len(value) > 35 or not _LANGUAGE.fullmatch(value)):
        raise WrongValue(f'"{value}" is no language. Write it like en or pt-BR.')
    if field == "time_zone" and value not in available_timezones():
        raise WrongValue(f'"{value}" is no time zone. Write it like Europe/London.')
    return value


def _custom(field: FieldDefinition, words: str) -> Any:
    value = typed.line(words, f"“{field.label}”", longest=_CUSTOM_TEXT)
    if not value:
        return None
    match FieldDefinition.Type(field.type):
        case FieldDefinition.Type.NUMBER:
            return _number(field, value)
        case FieldDefinition.Type.FLAG:
            if value.lower() not in _FLAGS:
                raise WrongValue(f'{field.label} "{value}" is neither yes nor no. Write one of them.')
            return _FLAGS[value.lower()]
        case FieldDefinition.Type.INSTANT:
            return _instant(field, value)
        case _:
            return value


def _number(field: FieldDefinition, words: str) -> float:
    try:
        number = float(words)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise WrongValue(f'{field.label} "{words}" is not a number. Write it like 12.5.')
    return number


def _instant(field: FieldDefinition, words: str) -> str:
    try:
        at = parse_datetime(words if ":" in words else f"{words}T00:00")
    except ValueError:
        at = None
    if at is None:
        raise WrongValue(f'{field.label} "{words}" is no date. Write it like 2026-03-10 or 2026-03-10 14:05.')
    if not is_within_reach(at):
        raise WrongValue(f'{field.label} "{words}" is too far away. Choose a year from {FIRST_YEAR} to {LAST_YEAR}.')
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
