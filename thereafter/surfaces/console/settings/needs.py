"""What the console itself looks at, in the order in which it is shown."""

from thereafter.surfaces.console.settings import health, looks, queues
from thereafter.surfaces.console.settings.health import Distant


def register_all() -> None:
    """Put it on the list."""
    health.register(looks.worker, queues.jobs, looks.mail_server, looks.links, looks.sender)
    health.register(looks.imports, queues.stuck, queues.outcomes, looks.tasks)
    health.register_distant(Distant("smtp", looks.mail_server_greets), Distant("dns", looks.dns_records))
