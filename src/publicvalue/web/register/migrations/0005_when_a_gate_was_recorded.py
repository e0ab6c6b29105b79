import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0004_note_words")]

    operations = [
        # Of gates that are there already nobody says that it was now.
        migrations.AddField(model_name="recordedgate", name="recorded", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="recordedgate",
            name="recorded",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
    ]
