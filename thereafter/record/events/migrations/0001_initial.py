"""The event table by month, and the keys that make a message id unique for ever."""

from typing import ClassVar

from django.db import migrations, models

CREATE = """
CREATE SEQUENCE events_event_id_seq AS bigint;
CREATE TABLE events_event (
    customer_id bigint,
    name        varchar(120) NOT NULL,
    occurred_at timestamptz  NOT NULL,
    known_at    timestamptz  NOT NULL,
    id          bigint       NOT NULL DEFAULT nextval('events_event_id_seq'),
    object_id   bigint,
    source      varchar(60)  NOT NULL,
    properties  jsonb        NOT NULL
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE events_event_id_seq OWNED BY events_event.id;
CREATE INDEX events_by_customer ON events_event (customer_id, occurred_at);
CREATE INDEX events_by_name ON events_event (name, known_at);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations = [
        migrations.RunSQL(
            CREATE,
            "DROP TABLE events_event",
            state_operations=[  # Django cannot declare a partitioned table, and knows it as any other
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("customer_id", models.BigIntegerField(null=True)),
                        ("name", models.CharField(max_length=120)),
                        ("occurred_at", models.DateTimeField()),
                        ("known_at", models.DateTimeField()),
                        ("object_id", models.BigIntegerField(null=True)),
                        ("properties", models.JSONField(default=dict)),
                        ("source", models.CharField(max_length=60)),
                    ],
                    options={"db_table": "events_event"},
                )
            ],
        ),
        migrations.CreateModel(
            name="EventKey",
            fields=[("key", models.UUIDField(primary_key=True, serialize=False))],
            options={"db_table": "events_key"},
        ),
    ]
