"""The commands that connectors bring along."""

from thereafter.connectors.contract import connectors
from thereafter.surfaces.cli.app import register

for connector in connectors():
    for command in connector.commands:
        register(command)
