"""Files as a connector: it brings the command `import`."""

from thereafter.connectors.contract import Connector
from thereafter.connectors.files.command import import_command

CONNECTOR = Connector(key="files", title="Files (CSV, Parquet, Excel, ZIP)", commands=(import_command,))
