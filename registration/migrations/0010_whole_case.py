import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0009_change_deadlines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('core', '0008_whole_case'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='application_erasure',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registrationfact',
            name='fact_is_final',
        ),
        migrations.RemoveConstraint(
            model_name='changerequest',
            name='change_erased_when_closed',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='application_erasure', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."erased_at" IS DISTINCT FROM (NEW."erased_at"))', func="\n            IF OLD.erased_at IS NOT NULL THEN\n                RAISE EXCEPTION 'Data pendaftaran ini sudah dihapus.' USING ERRCODE = 'check_violation';\n            END IF;\n            IF OLD.state IN ('approved', 'rejected') THEN\n                \n        IF NOT EXISTS (SELECT 1 FROM core_erasureorder o WHERE o.case_number = OLD.number) THEN\n            RAISE EXCEPTION 'Isi berkas arsip hanya dihapus atas perintah dua orang.' USING ERRCODE = 'check_violation';\n        END IF;\n        \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = OLD.number OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = OLD.number))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n    \n            END IF;\n            \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = OLD.number OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = OLD.number))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n            RETURN NEW;\n        ", hash='5ae5b5bbce7c655c0828d293f2db747cdce929a1', operation='UPDATE', pgid='pgtrigger_application_erasure_27777', table='registration_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='change_belongs', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_casebelonging (number, belongs_to) SELECT NEW.number, a.number FROM registration_application a WHERE a.id = NEW.application_id ON CONFLICT DO NOTHING; RETURN NEW;', hash='817b7322a173719d963460003383037161243cb8', operation='INSERT', pgid='pgtrigger_change_belongs_1ddde', table='registration_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='change_erasure', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."erased_at" IS DISTINCT FROM (NEW."erased_at"))', func="\n            IF OLD.erased_at IS NOT NULL THEN\n                RAISE EXCEPTION 'Isi permohonan ini sudah dihapus.' USING ERRCODE = 'check_violation';\n            END IF;\n            IF OLD.state IN ('approved', 'rejected') THEN\n                \n        IF NOT EXISTS (SELECT 1 FROM core_erasureorder o WHERE o.case_number = OLD.number) THEN\n            RAISE EXCEPTION 'Isi berkas arsip hanya dihapus atas perintah dua orang.' USING ERRCODE = 'check_violation';\n        END IF;\n        \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = OLD.number OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = OLD.number))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n    \n            END IF;\n            \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = OLD.number OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = OLD.number))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n            RETURN NEW;\n        ", hash='6f977c9e95d51a34ceb0dd848aaa4859617b3723', operation='UPDATE', pgid='pgtrigger_change_erasure_44e09', table='registration_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registrationfact',
            trigger=pgtrigger.compiler.Trigger(name='fact_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' THEN\n                    IF to_jsonb(NEW) - ARRAY['old', 'new'] = to_jsonb(OLD) - ARRAY['old', 'new'] AND length(NEW.old) = 0 AND length(NEW.new) = 0 AND EXISTS (SELECT 1 FROM registration_changerequest c WHERE c.id = OLD.change_id AND c.erased_at IS NOT NULL) THEN\n                        RETURN NEW;\n                    END IF;\n                END IF;\n                RAISE EXCEPTION 'Riwayat data terdaftar tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';\n            ", hash='3c2f16587a33fc1f2c3ac16e0eac3b54d32df836', operation='UPDATE OR DELETE', pgid='pgtrigger_fact_is_final_f9ba3', table='registration_registrationfact', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('before', ''), ('proposed', ''), ('reason', ''), ('state__in', ['withdrawn', 'expired', 'approved', 'rejected'])), _connector='OR'), name='change_erased_when_closed', violation_error_message='Hanya permohonan yang sudah selesai yang dihapus isinya, dan seluruhnya.'),
        ),
        # Cases that were there before the triggers.
        migrations.RunSQL(
            """
            INSERT INTO core_casebelonging (number, belongs_to)
            SELECT c.number, a.number FROM registration_changerequest c JOIN registration_application a ON a.id = c.application_id
            ORDER BY c.id ON CONFLICT DO NOTHING
            """,
            migrations.RunSQL.noop,
        ),
    ]
