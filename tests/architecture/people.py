"""Which columns name a customer: whoever owns them must be able to move her rows, to tell them and to forget them."""

from django.apps import apps
from django.db import connection, models

from thereafter.record.customers.models import Customer

_COLUMNS = """
SELECT relation.relname || '.' || attribute.attname
FROM pg_attribute AS attribute
JOIN pg_class AS relation ON relation.oid = attribute.attrelid
WHERE relation.relnamespace = current_schema()::regnamespace AND relation.relkind IN ('r', 'p')
  AND NOT relation.relispartition AND attribute.attname = 'customer_id' AND NOT attribute.attisdropped
"""


def naming_a_customer() -> set[str]:
    """Every `table.column` that names a customer, by its name or by a foreign key."""
    pointing = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Customer
    }
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return pointing | {name for (name,) in cursor.fetchall()}
