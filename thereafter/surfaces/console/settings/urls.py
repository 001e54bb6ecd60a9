"""Settings."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.routes import form, page
from thereafter.surfaces.console.settings import pages, shop

urls = [
    page("settings/", pages.index, "settings"),
    form("settings/shop/", shop.shop, "settings-shop", May.SETTLE),
]
