"""SMTP as a connector: its transport is registered in apps.py; it brings the command `bounce`."""

from thereafter.connectors.contract import Connector
from thereafter.connectors.smtp.command import bounce
from thereafter.connectors.smtp.server import Server

CONNECTOR = Connector(key="smtp", title="Mail (SMTP)", commands=(bounce,), settings=Server)
