"""Setting up."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import deed, form, page
from thereafter.surfaces.console.setup import pages, sender

urls = [
    page("setup/", pages.index, "setup", May.SETTLE),
    form("setup/shop/", pages.shop, "setup-shop", May.SETTLE),
    form("setup/face/", pages.face, "setup-face", May.SETTLE),
    deed("setup/face/no-logo/", pages.no_logo, "setup-no-logo", May.SETTLE),
    form("setup/sender/", sender.sender, "setup-sender", May.SETTLE),
    deed("setup/sender/look/", sender.look, "setup-look", May.SETTLE),
    form("setup/address/", pages.address, "setup-address", May.SETTLE),
    page("setup/files/", pages.files, "setup-files", May.SETTLE),
    page("setup/playbooks/", pages.playbooks, "setup-playbooks", May.SETTLE),
    deed("setup/playbooks/<slug:key>/", pages.take_playbook, "setup-take-playbook", May.SETTLE),
    deed("setup/<slug:key>/later/", pages.later, "setup-later", May.SETTLE),
]
