"""Inbox."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.inbox import pages
from thereafter.surfaces.console.routes import deed, page

urls = [
    page("inbox/", pages.index, "inbox"),
    page("inbox/<int:task_id>/", pages.show, "task"),
    deed("inbox/<int:task_id>/done/", pages.done, "task-done", May.SERVE),
    deed("inbox/<int:task_id>/drop/", pages.drop, "task-drop", May.SERVE),
    deed("inbox/<int:task_id>/undo/", pages.undo, "task-undo", May.SERVE),
]
