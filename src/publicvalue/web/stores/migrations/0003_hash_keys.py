"""Each file gets a secret key of its own, under which the hash of withheld evidence is made."""

from typing import Any

from django.db import migrations, models

from publicvalue.files.stores.hash_keys import new_key


def make_keys(apps: Any, _: Any) -> None:
    """Give each file that is there a key."""
    files = apps.get_model("stores", "StoredFile")._base_manager
    for key in files.filter(hash_key__isnull=True, blob__erased__isnull=True).values_list("pk", flat=True):
        files.filter(pk=key).update(hash_key=new_key())


class Migration(migrations.Migration):
    dependencies = [("stores", "0002_assessment_system")]

    operations = [
        migrations.AddField("storedfile", "hash_key", models.BinaryField(null=True)),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        migrations.AlterField("storedfile", "hash_key", models.BinaryField(null=True, default=new_key)),
    ]
