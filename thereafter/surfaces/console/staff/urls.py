"""Staff."""

from django.urls import path

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import deed, page
from thereafter.surfaces.console.staff import joining, log, looks, pages

public = [path("join/<str:token>/", joining.join, name="join")]
urls = [
    page("settings/staff/", pages.index, "staff", May.STAFF),
    deed("settings/staff/invite/", pages.invite, "staff-invite", May.STAFF),
    deed("settings/staff/invitation/<int:invitation_id>/withdraw/", pages.withdraw, "staff-withdraw", May.STAFF),
    deed("settings/staff/<int:member_id>/role/", pages.change_role, "staff-role", May.STAFF),
    deed("settings/staff/<int:member_id>/dismiss/", pages.dismiss, "staff-dismiss", May.STAFF),
    deed("settings/staff/<int:member_id>/return/", pages.come_back, "staff-return", May.STAFF),
    page("settings/log/", log.index, "log", May.STAFF),
    deed("second-looks/<int:look_id>/agree/", looks.agree, "second-look-agree", May.SEND),
    deed("second-looks/<int:look_id>/decline/", looks.decline, "second-look-decline", May.SEND),
]
