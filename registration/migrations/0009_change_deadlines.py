"""Deadline, end and erasure of change requests. Rows of before get their days as of today, whatever they had used."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

_DAYS = timedelta(days=30)


def give_time(apps, schema_editor):
    rows = apps.get_model("registration", "ChangeRequest").objects
    rows.filter(state__in=["draft", "returned"]).update(due_at=timezone.now() + _DAYS)
    rows.filter(state__in=["submitted", "under_review"]).update(remaining=_DAYS)
    rows.filter(state="withdrawn").update(erased_at=models.F("closed_at"))


class Migration(migrations.Migration):

    dependencies = [("registration", "0008_archive_order")]

    operations = [
        migrations.RemoveConstraint(
            model_name='changerequest',
            name='change_submitted_has_time',
        ),
        migrations.RemoveConstraint(
            model_name='changerequest',
            name='change_withdrawn_has_time',
        ),
        migrations.AddField(
            model_name='changerequest',
            name='due_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='batas waktu pemohon'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='isian dan berkas dihapus'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='remaining',
            field=models.DurationField(blank=True, editable=False, null=True, verbose_name='sisa waktu pemohon'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='reminded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='diingatkan'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='reminder_days',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='pengingat terakhir (hari)'),
        ),
        migrations.AlterField(
            model_name='changerequest',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ditutup tanpa keputusan'),
        ),
        migrations.AlterField(
            model_name='changerequest',
            name='state',
            field=models.CharField(choices=[('draft', 'draf'), ('submitted', 'menunggu diperiksa'), ('under_review', 'sedang diperiksa'), ('returned', 'perlu dilengkapi'), ('approved', 'disetujui'), ('rejected', 'ditolak'), ('withdrawn', 'ditarik pemohon'), ('expired', 'kedaluwarsa')], default='draft', editable=False, max_length=12, verbose_name='keadaan'),
        ),
        migrations.RunPython(give_time, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='change_due'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn', 'expired']), models.Q(('first_submitted_at__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='change_submitted_has_time', violation_error_message='Permohonan yang diserahkan mencatat waktu penyerahannya.'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['withdrawn', 'expired'])), models.Q(models.Q(('state__in', ['withdrawn', 'expired']), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='change_closed_has_time', violation_error_message='Permohonan yang ditutup tanpa putusan mencatat waktu penutupannya.'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('remaining__isnull', True), ('state__in', ['draft', 'returned'])), models.Q(models.Q(('state__in', ['draft', 'returned']), _negated=True), ('due_at__isnull', True)), _connector='OR'), name='change_clock_runs_on_askers_turn', violation_error_message='Batas waktu berjalan hanya selama permohonan ada pada pemohon.'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('proposed', ''), ('reason', ''), ('state__in', ['withdrawn', 'expired'])), _connector='OR'), name='change_erased_when_closed', violation_error_message='Hanya permohonan yang ditutup tanpa putusan yang dihapus isinya.'),
        ),
    ]
