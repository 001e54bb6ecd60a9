"""Inbox."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.inbox import deeds, exports, making, pages
from thereafter.surfaces.console.routes import deed, form, page

urls = [
    page("inbox/", pages.index, "inbox"),
    form("inbox/new/", making.new, "task-new", May.SERVE),
    deed("inbox/tasks.csv", exports.tasks, "tasks-export", May.EXPORT),
    page("inbox/<int:task_id>/", pages.show, "task"),
    deed("inbox/<int:task_id>/done/", deeds.done, "task-done", May.SERVE),
    deed("inbox/<int:task_id>/drop/", deeds.drop, "task-drop", May.SERVE),
    deed("inbox/<int:task_id>/undo/", deeds.undo, "task-undo", May.SERVE),
    deed("inbox/<int:task_id>/snooze/", deeds.snooze, "task-snooze", May.SERVE),
    deed("inbox/<int:task_id>/wake/", deeds.wake, "task-wake", May.SERVE),
    deed("inbox/<int:task_id>/comment/", deeds.comment, "task-comment", May.SERVE),
    deed("inbox/<int:task_id>/take/", deeds.take, "task-take", May.SERVE),
    deed("inbox/<int:task_id>/give-back/", deeds.give_back, "task-give-back", May.SERVE),
    deed("inbox/<int:task_id>/hand/", deeds.hand, "task-hand", May.SERVE),
]
