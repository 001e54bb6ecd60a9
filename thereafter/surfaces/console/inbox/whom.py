"""For whom a task may be: the roles that do tasks, and everybody who has one of them."""

from collections.abc import Sequence

from thereafter.engagement.cases.models import Task
from thereafter.foundation.errors import Refusal
from thereafter.record.staff import members
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import DOING, Role

_ROLE, _MEMBER = "role:", "member:"
Choices = list[tuple[str, Sequence[tuple[str, str]]]]


class NobodyNamed(Refusal):
    """A form that names nobody who does tasks."""


def choices() -> Choices:
    """Roles, then people, as a list to choose from."""
    people = [member for member in members.present() if member.role in DOING]
    return [
        ("Anybody who is", [(of_role(role), role.in_words) for role in DOING]),
        ("One person", [(of_member(member), f"{member}, {member.get_role_display().lower()}") for member in people]),
    ]


def of_role(role: Role) -> str:
    """A role as forms name it."""
    return f"{_ROLE}{role.value}"


def of_member(member: Member) -> str:
    """A member as forms name her."""
    return f"{_MEMBER}{member.pk}"


def has(task: Task) -> str:
    """Who has it, as forms name her or them."""
    return of_member(task.assignee) if task.assignee else of_role(Role(task.role))


def chosen(said: str) -> Role | Member:
    """Who was chosen. Raises NobodyNamed."""
    for role in DOING:
        if said == of_role(role):
            return role
    for member in members.present():
        if said == of_member(member) and member.role in DOING:
            return member
    raise NobodyNamed("Nobody who does tasks was chosen. Choose a role or a person from the list.")
