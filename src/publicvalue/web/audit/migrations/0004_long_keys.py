from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0003_hash_salts")]

    operations: ClassVar = [migrations.AlterField(model_name="entry", name="key", field=models.TextField())]
