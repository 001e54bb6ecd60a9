from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_letters_by_hand"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lane",
            fields=[
                ("name", models.CharField(max_length=260, primary_key=True, serialize=False)),
                ("opens_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="aside",
            field=models.CharField(blank=True, db_default="", default="", max_length=260),
        ),
    ]
