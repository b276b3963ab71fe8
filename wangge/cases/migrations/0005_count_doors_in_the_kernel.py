from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_add_intake_from"), ("kernel", "0002_door_counts")]
    operations = [migrations.DeleteModel(name="DoorCount")]
