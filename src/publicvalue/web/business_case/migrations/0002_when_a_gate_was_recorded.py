from typing import Any

from django.db import migrations


def note_moments(apps: Any, _: Any) -> None:
    """Say of each gate on record when its report was made: both were written together."""
    gates, reports = apps.get_model("register", "RecordedGate"), apps.get_model("business_case", "CaseReport")
    for gate in gates._base_manager.filter(recorded__isnull=True):
        made = reports._base_manager.filter(case__system=gate.system_id, kind=f"gate-{gate.number}").first()
        if made is not None:
            gate.recorded = made.made
            gate.save(update_fields=["recorded"])


class Migration(migrations.Migration):
    dependencies = [
        ("business_case", "0001_initial"),
        ("register", "0005_when_a_gate_was_recorded"),
    ]

    operations = [migrations.RunPython(note_moments, migrations.RunPython.noop)]
