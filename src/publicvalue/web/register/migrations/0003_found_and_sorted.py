from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0002_gates"),
    ]

    operations = [
        migrations.AddField("System", "searched", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "System", "sorted_by", models.CharField(blank=True, default="", max_length=300), preserve_default=False
        ),
        migrations.AlterModelOptions("System", {"ordering": ("sorted_by", "pk")}),
        migrations.RemoveIndex("System", "system_state_name"),
        migrations.AddIndex("System", models.Index(fields=("state", "sorted_by"), name="system_state_sorted")),
    ]
