"""A rule from the conditions that are asked for most, so that nobody needs to know its words to begin."""

from typing import Any

from django import forms

from thereafter.audience.profiles.models import Stage

_A_CENTURY = 36_500


class CommonConditions(forms.Form):
    """What people are most often grouped by. What is left empty is not asked."""

    stage = forms.ChoiceField(
        label="Stage", required=False, choices=[("", "Any"), *((stage, stage.label.capitalize()) for stage in Stage)]
    )
    orders = forms.IntegerField(label="At least this many orders", required=False, min_value=1, max_value=10**6)
    spent = forms.DecimalField(
        label="Spent at least",
        required=False,
        min_value=0,
        max_value=10**9,
        decimal_places=2,
        help_text="In the shop’s currency.",
    )
    recent = forms.IntegerField(label="Ordered in the last … days", required=False, min_value=1, max_value=_A_CENTURY)
    silent = forms.IntegerField(label="Has not ordered for … days", required=False, min_value=1, max_value=_A_CENTURY)
    category = forms.CharField(label="Bought in the category", required=False, max_length=200)
    unclicked = forms.IntegerField(
        label="Has not clicked for … days", required=False, min_value=1, max_value=_A_CENTURY
    )

    def rule(self) -> dict[str, Any] | None:
        """The rule these conditions make together; None where nothing is asked or something cannot be read."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        parts: list[dict[str, Any]] = []
        if said["stage"]:
            parts.append({"profile": {"stage": said["stage"]}})
        if said["orders"]:
            parts.append({"profile": {"orders": {"at_least": said["orders"]}}})
        if said["spent"]:
            parts.append({"profile": {"revenue": {"at_least": float(said["spent"])}}})
        if said["recent"]:
            parts.append({"profile": {"last_order_at": {"within": {"days": said["recent"]}}}})
        if said["silent"]:
            parts.append({"profile": {"last_order_at": {"not_within": {"days": said["silent"]}}}})
        if said["category"]:
            parts.append({"bought": {"category": said["category"]}})
        if said["unclicked"]:
            period = {"days": said["unclicked"]}
            parts.append({"did": {"event": "message.clicked", "within": period, "times": "never"}})
        if len(parts) > 1:
            return {"all": parts}
        return parts[0] if parts else None
