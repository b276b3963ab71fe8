from django.db import migrations, models
from django.db.models import F, Max


def say_when_they_joined(apps, schema_editor):
    """Who joined or was merged in before this was written down: no earlier than is safe to say."""
    appeals, cases = apps.get_model("cases", "Appeal"), apps.get_model("cases", "Case")
    appeals.objects.filter(is_me_too=True).update(joined_at=F("received_at"))
    merged = cases.objects.filter(merged_into__isnull=False).order_by()
    for row in merged.values("merged_into").annotate(last=Max("closed_at")):
        several = appeals.objects.filter(case=row["merged_into"], is_me_too=False).order_by("received_at", "pk")
        for appeal in several[1:]:
            appeals.objects.filter(pk=appeal.pk).update(joined_at=row["last"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_add_supervise_by")]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="joined_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(say_when_they_joined, migrations.RunPython.noop, elidable=True),
    ]
