"""No index that is the beginning of another one: each costs every row that is written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0009_tags_as_they_were_typed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="consentrecord",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consent_records",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_points",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="customers.customer",
            ),
        ),
    ]
