"""The archive's order ends with the key, as its pages do: cases decided in the same moment are not sorted anew."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registration", "0007_tabular")]

    operations = [
        migrations.RemoveIndex(model_name="application", name="application_decided"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["-decided_at", "-id"], name="application_decided", condition=Q(decided_at__isnull=False)
            ),
        ),
    ]
