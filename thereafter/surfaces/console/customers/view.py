"""What somebody looks at on the Customers page: filters, order, columns. The address says it, a rule who is meant."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments.lists import CHOICES
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.people import Order
from thereafter.audience.segments.rule import AnyRule, read
from thereafter.foundation.days import FIRST_YEAR, LAST_YEAR, is_within_reach

BOUGHT, EVERYBODY = "bought", "everybody"
SILENT_FOR = 30  # days
COLUMNS = {
    "stage": "Stage",
    "orders": "Orders",
    "spent": "Spent",
    "last": "Last order",
    "address": "Address",
    "country": "Country",
    "tags": "Tags",
    "known": "Known since",
}
USUAL = ("stage", "orders", "spent", "last")
SORTS = {
    "-last": Order.LATEST_ORDER,
    "last": Order.EARLIEST_ORDER,
    "-orders": Order.MOST_ORDERS,
    "orders": Order.FEWEST_ORDERS,
    "-spent": Order.MOST_SPENT,
    "spent": Order.LEAST_SPENT,
    "-known": Order.NEWEST,
}


def _must_be_meant(day: date) -> None:
    if not is_within_reach(day):
        raise forms.ValidationError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")


class Filters(forms.Form):
    """What a view can be narrowed by. What is left empty is not asked."""

    stage = forms.ChoiceField(
        label="Stage",
        required=False,
        choices=[
            (BOUGHT, "Everybody who bought"),
            (EVERYBODY, "Everybody"),
            *((stage.value, stage.label.capitalize()) for stage in Stage),
        ],
    )
    tag = forms.CharField(label="Tag", required=False, max_length=255)
    segment = forms.ChoiceField(label="In the segment or list", required=False)
    country = forms.CharField(
        label="Country", required=False, max_length=2, widget=forms.TextInput(attrs={"placeholder": "GB"})
    )
    spent = forms.DecimalField(label="Spent at least", required=False, min_value=0, max_value=10**9, decimal_places=2)
    since = forms.DateField(
        label="Ordered since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[_must_be_meant],
    )
    hears = forms.BooleanField(label="Agreed to hear from us, and is not suppressed", required=False)
    trouble = forms.BooleanField(label="Has open trouble", required=False)
    silent = forms.BooleanField(label=f"Ordered within {SILENT_FOR} days and heard nothing since", required=False)
    columns = forms.MultipleChoiceField(
        label="Columns", required=False, choices=list(COLUMNS.items()), widget=forms.CheckboxSelectMultiple
    )
    sort = forms.ChoiceField(required=False, choices=[(word, word) for word in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        segments = Segment.objects.order_by("name", "key").values_list("key", "name")
        first = segments[:CHOICES]
        said = (self.data or {}).get("segment", "").replace("\0", "")
        asked = segments.filter(key=said)  # which may be none of the first
        choices = dict(first.union(asked))
        by_name = sorted(choices.items(), key=lambda pair: pair[::-1])
        self.fields["segment"].choices = [("", "Any"), *by_name]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that say who is meant."""
        return [self[name] for name in self.fields if name not in ("columns", "sort")]


@dataclass(frozen=True)
class View:
    """One view, as the address asks for it; what is wrong in the address is not asked."""

    stage: str = BOUGHT
    said: dict[str, Any] = field(default_factory=dict)
    sort: str = "-last"
    columns: tuple[str, ...] = USUAL

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked than a stage."""
        return bool(self.said)

    @property
    def order(self) -> Order:
        """The order of the rows. Where everybody ordered, the latest are found by an index."""
        order = SORTS[self.sort]
        ordered = self.stage not in (EVERYBODY, Stage.PROSPECT)
        if order is Order.LATEST_ORDER and (ordered or self._says_when_ordered):
            return Order.LATEST_OF_BUYERS
        return order

    @property
    def _says_when_ordered(self) -> bool:
        """Whether a filter says of her last order when it was, so that there is one."""
        return not {"since", "silent"}.isdisjoint(self.said)

    def plain(self) -> dict[str, Any]:
        """Who is meant, as a rule that a segment could have."""
        parts: list[dict[str, Any]] = []
        if self.stage == BOUGHT:
            if not self._says_when_ordered:
                parts.append({"profile": {"last_order_at": {"known": True}}})
        elif self.stage != EVERYBODY:
            parts.append({"profile": {"stage": self.stage}})
        for name, value in self.said.items():
            parts += _PARTS[name](value)
        return parts[0] if len(parts) == 1 else {"all": parts}

    def rule(self) -> AnyRule:
        """Who is meant."""
        return read(self.plain())


def _spent(value: Decimal) -> list[dict[str, Any]]:
    return [{"profile": {"revenue": {"at_least": float(value)}}}]


def _since(value: date) -> list[dict[str, Any]]:
    return [{"profile": {"last_order_at": {"after": value.isoformat()}}}]


_PARTS: dict[str, Any] = {
    "tag": lambda value: [{"tag": value}],
    "segment": lambda value: [{"segment": value}],
    "country": lambda value: [{"customer": {"country": value.upper()}}],
    "spent": _spent,
    "since": _since,
    "hears": lambda _: [{"consent": {"state": "granted", "topic": "marketing"}}, {"not": {"suppression": {}}}],
    "trouble": lambda _: [{"trouble": {}}],
    "silent": lambda _: [
        {"profile": {"last_order_at": {"within": {"days": SILENT_FOR}}}},
        {"message": {"within": {"days": SILENT_FOR}, "times": "never"}},
    ],
}


def read_address(asked: QueryDict) -> tuple[View, Filters]:
    """The view that an address asks for, and the form that shows it. A wrong value is told and asks nothing."""
    stage = asked.get("stage", "")
    filters = Filters({**asked.dict(), "columns": asked.getlist("columns") or USUAL, "stage": stage or BOUGHT})
    filters.is_valid()
    known = filters.cleaned_data
    said = {name: known[name] for name in _PARTS if known.get(name)}
    return View(
        stage=known.get("stage") or BOUGHT,
        said=said,
        sort=known.get("sort") or ("-known" if stage == EVERYBODY else "-last"),
        columns=tuple(name for name in COLUMNS if name in known.get("columns", ())) or USUAL,
    ), filters
