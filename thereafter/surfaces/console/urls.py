"""Every page of the console, room by room. Behind the door stands `staff_only`; what is public stands in front of it.

What somebody names herself stands behind a word of its own: `segment/new/` is a segment called New, and
`segments/new/` the form.
"""

from thereafter.surfaces.console.customers.urls import urls as customers
from thereafter.surfaces.console.door.urls import urls as door
from thereafter.surfaces.console.home.urls import urls as home
from thereafter.surfaces.console.imports.urls import urls as imports
from thereafter.surfaces.console.inbox.urls import urls as inbox
from thereafter.surfaces.console.journeys.urls import urls as journeys
from thereafter.surfaces.console.kept.urls import urls as kept
from thereafter.surfaces.console.letters.urls import urls as letters
from thereafter.surfaces.console.me.urls import urls as me
from thereafter.surfaces.console.orders.urls import urls as orders
from thereafter.surfaces.console.search.urls import urls as search
from thereafter.surfaces.console.segments.urls import urls as segments
from thereafter.surfaces.console.sending.urls import urls as sending
from thereafter.surfaces.console.settings.urls import urls as settings
from thereafter.surfaces.console.setup.urls import urls as setup
from thereafter.surfaces.console.staff.urls import public as joining
from thereafter.surfaces.console.staff.urls import urls as staff

app_name = "console"

public = [*door, *joining]
pages = [
    *home,
    *search,
    *customers,
    *orders,
    *letters,
    *kept,
    *segments,
    *journeys,
    *inbox,
    *sending,
    *settings,
    *imports,
    *staff,
    *me,
    *setup,
]
urlpatterns = [*public, *pages]
