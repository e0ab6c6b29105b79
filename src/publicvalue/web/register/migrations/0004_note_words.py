from typing import Any

from django.db import migrations

from publicvalue.web.language.folded import folded

FIELDS = ("name", "summary", "purpose", "supplier")


def note_words(apps: Any, schema_editor: Any) -> None:
    """Note of each record that is there what it is found and sorted by."""
    rows = apps.get_model("register", "System").objects.using(schema_editor.connection.alias)
    for system in rows.only("pk", *FIELDS).iterator(chunk_size=500):
        system.searched = folded("\n".join(getattr(system, field) for field in FIELDS))
        system.sorted_by = folded(system.name)[:300]
        system.save(update_fields=["searched", "sorted_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_found_and_sorted"),
    ]

    operations = [migrations.RunPython(note_words, migrations.RunPython.noop)]
