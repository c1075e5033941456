"""On PostgreSQL: the wrapped key and the file of a report that waits are not written to the write-ahead log.

Such a table is empty after a crash of the database, and on its replicas: what waited is lost then, and told as lost.
"""

from django.db import migrations

WAITING = ("reports_sealedupload", "reports_slowreading")  # the one that refers to the other first


def change(kind):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for table in WAITING if kind == "UNLOGGED" else reversed(WAITING):
                schema_editor.execute(f"ALTER TABLE {table} SET {kind}")

    return alter


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_slow_readings'),
    ]

    operations = [
        migrations.RunPython(change("UNLOGGED"), change("LOGGED")),
    ]
