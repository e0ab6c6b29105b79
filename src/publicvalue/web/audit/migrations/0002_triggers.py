"""Lets the database itself refuse to change or remove an entry."""

from django.db import migrations

from publicvalue.web.audit.triggers import make_triggers


def make(apps, schema_editor):
    make_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_entries")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
