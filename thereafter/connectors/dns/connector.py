"""DNS as a connector: it brings a look at the sender's records, no command."""

from thereafter.connectors.contract import Connector

CONNECTOR = Connector(key="dns", title="DNS records of the sender")
