"""Forms of what several people may change: hers is what she changed against what she saw, and no more.

A page that was opened yesterday holds all values of yesterday. Sent as a whole, it would undo what a colleague changed
since; so each field brings along what stood in it.
"""

from typing import Any

from django import forms


class AsSeenForm(forms.Form):
    """Of a value that somebody else changed meanwhile, and she too, she is told, and keeps it by sending it again."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            brought = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = brought and not isinstance(field, forms.FileField)

    def clean(self) -> dict[str, Any]:
        """An error at each field that says something else by now than she saw, and than she wants."""
        for name in self.changed_data:
            bound = self[name]
            seen = self.data.get(bound.html_initial_name)
            moved = seen is not None and bound.field.has_changed(bound.initial, seen)
            if moved and bound.field.has_changed(bound.initial, bound.data):
                self.add_error(name, f"Somebody made it “{_shown(bound.initial)}” meanwhile. Look, then keep it again.")
                self.data = {**self.data, bound.html_initial_name: bound.field.prepare_value(bound.initial)}
        return self.cleaned_data


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else value
