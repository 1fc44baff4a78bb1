import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_whole_case'),
        ('verification', '0008_objection_erasure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('registration', '0010_whole_case'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='casebundle',
            name='bundle_stays',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changecheck',
            name='change_check_stays',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changedecision',
            name='change_decision_is_final',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changereview',
            name='change_review_stays',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='formerholder',
            name='former_holder_is_final',
        ),
        migrations.AddField(
            model_name='deactivation',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='isi dihapus'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casebundle',
            trigger=pgtrigger.compiler.Trigger(name='bundle_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.erased_at IS NOT NULL OR OLD.sha256 <> '' AND (\n                (OLD.sha256, OLD.size, OLD.files) IS DISTINCT FROM (NEW.sha256, NEW.size, NEW.files)\n                OR OLD.made_at IS DISTINCT FROM NEW.made_at\n                OR OLD.storage_name <> NEW.storage_name AND NEW.erased_at IS NULL\n            ) OR (OLD.application_id, OLD.edition, OLD.asked_by_id) IS DISTINCT FROM\n                (NEW.application_id, NEW.edition, NEW.asked_by_id)\n            THEN\n                RAISE EXCEPTION 'Bundel ini sudah dibekukan dan tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';\n            END IF;\n            IF NEW.erased_at IS NOT NULL THEN\n                \n        IF NOT EXISTS (SELECT 1 FROM core_erasureorder o WHERE o.case_number = (SELECT a.number FROM registration_application a WHERE a.id = OLD.application_id)) THEN\n            RAISE EXCEPTION 'Isi berkas arsip hanya dihapus atas perintah dua orang.' USING ERRCODE = 'check_violation';\n        END IF;\n        \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = (SELECT a.number FROM registration_application a WHERE a.id = OLD.application_id) OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = (SELECT a.number FROM registration_application a WHERE a.id = OLD.application_id)))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n    \n            END IF;\n            RETURN NEW;\n        ", hash='7fd11c34471787c422cf24ddad6ab8342cf0e49e', operation='UPDATE', pgid='pgtrigger_bundle_stays_d5356', table='verification_casebundle', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changecheck',
            trigger=pgtrigger.compiler.Trigger(name='change_check_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM verification_changedecision d WHERE d.review_id = OLD.review_id) THEN\n                IF TG_OP = 'UPDATE' THEN\n                    IF NEW.note IN ('', 'dihapus') AND to_jsonb(NEW) - ARRAY['note'] = to_jsonb(OLD) - ARRAY['note'] AND EXISTS (\n                        SELECT 1 FROM verification_changedecision d JOIN registration_changerequest c ON c.id = d.change_id\n                        WHERE d.review_id = OLD.review_id AND c.erased_at IS NOT NULL\n                    ) THEN RETURN NEW; END IF;\n                END IF;\n                RAISE EXCEPTION 'Permohonan ini sudah diputuskan dan pemeriksaannya tidak dapat diubah lagi.'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='eb673d4bfcc63b59e611b5595629fa10807217b2', operation='UPDATE OR DELETE', pgid='pgtrigger_change_check_stays_0e3ad', table='verification_changecheck', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changedecision',
            trigger=pgtrigger.compiler.Trigger(name='change_decision_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' THEN\n                    IF to_jsonb(NEW) - ARRAY['note'] = to_jsonb(OLD) - ARRAY['note'] AND NEW.note = 'dihapus' AND EXISTS (SELECT 1 FROM registration_changerequest c WHERE c.id = OLD.change_id AND c.erased_at IS NOT NULL) THEN\n                        RETURN NEW;\n                    END IF;\n                END IF;\n                RAISE EXCEPTION 'Keputusan ini tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';\n            ", hash='2aa03fde5eaf13e9b6a082b794d5dc9137506ff7', operation='UPDATE OR DELETE', pgid='pgtrigger_change_decision_is_final_b7ae8', table='verification_changedecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changereview',
            trigger=pgtrigger.compiler.Trigger(name='change_review_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM verification_changedecision d WHERE d.review_id = OLD.id) THEN\n                IF TG_OP = 'UPDATE' THEN\n                    IF NEW.presenter_name IN ('', 'dihapus') AND length(NEW.presenter_nik) = 0 AND to_jsonb(NEW) - ARRAY['presenter_name', 'presenter_nik'] = to_jsonb(OLD) - ARRAY['presenter_name', 'presenter_nik'] AND EXISTS (\n                        SELECT 1 FROM verification_changedecision d JOIN registration_changerequest c ON c.id = d.change_id\n                        WHERE d.review_id = OLD.id AND c.erased_at IS NOT NULL\n                    ) THEN RETURN NEW; END IF;\n                END IF;\n                RAISE EXCEPTION 'Permohonan ini sudah diputuskan dan pemeriksaannya tidak dapat diubah lagi.'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='65bff337eb86b2df6d49f515104be72df6830685', operation='UPDATE OR DELETE', pgid='pgtrigger_change_review_stays_f9bf2', table='verification_changereview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deactivation',
            trigger=pgtrigger.compiler.Trigger(name='deactivation_belongs', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_casebelonging (number, belongs_to) SELECT NEW.number, a.number FROM verification_userid u JOIN verification_decision d ON d.id = u.decision_id\n            JOIN registration_application a ON a.id = d.application_id WHERE u.id = NEW.user_id_id ON CONFLICT DO NOTHING; RETURN NEW;', hash='44cfce73eea76ac9cd3285fba1f7323e596d4bf9', operation='INSERT', pgid='pgtrigger_deactivation_belongs_3cb92', table='verification_deactivation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deactivation',
            trigger=pgtrigger.compiler.Trigger(name='deactivation_erasure', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."erased_at" IS DISTINCT FROM (NEW."erased_at"))', func="\n            IF OLD.erased_at IS NOT NULL THEN\n                RAISE EXCEPTION 'Isi penonaktifan ini sudah dihapus.' USING ERRCODE = 'check_violation';\n            END IF;\n            \n        IF NOT EXISTS (SELECT 1 FROM core_erasureorder o WHERE o.case_number = OLD.number) THEN\n            RAISE EXCEPTION 'Isi berkas arsip hanya dihapus atas perintah dua orang.' USING ERRCODE = 'check_violation';\n        END IF;\n        \n        IF EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = OLD.number OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = OLD.number))) THEN\n            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';\n        END IF;\n    \n    \n            RETURN NEW;\n        ", hash='301c5608347d489c7bd91b6510867d595585a854', operation='UPDATE', pgid='pgtrigger_deactivation_erasure_f1f46', table='verification_deactivation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerholder',
            trigger=pgtrigger.compiler.Trigger(name='former_holder_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' THEN\n                    IF to_jsonb(NEW) - ARRAY['holder_name', 'npwp_hash', 'responsible_name', 'responsible_position', 'responsible_nik', 'responsible_nik_hash'] = to_jsonb(OLD) - ARRAY['holder_name', 'npwp_hash', 'responsible_name', 'responsible_position', 'responsible_nik', 'responsible_nik_hash'] AND NEW.holder_name = 'dihapus' AND NEW.responsible_name = 'dihapus' AND NEW.npwp_hash = '' AND NEW.responsible_position = '' AND length(NEW.responsible_nik) = 0 AND NEW.responsible_nik_hash = '' AND EXISTS (SELECT 1 FROM verification_changedecision d JOIN registration_changerequest c ON c.id = d.change_id JOIN verification_userid u ON u.id = OLD.user_id_id WHERE d.id = OLD.decision_id AND c.erased_at IS NOT NULL AND u.state <> 'active') THEN\n                        RETURN NEW;\n                    END IF;\n                END IF;\n                RAISE EXCEPTION 'Catatan pemegang terdahulu tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';\n            ", hash='06e07091e963f849c161004f697af8fe53c3e9c2', operation='UPDATE OR DELETE', pgid='pgtrigger_former_holder_is_final_d1f7c', table='verification_formerholder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='objection_belongs', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO core_casebelonging (number, belongs_to) SELECT a.number || '/K', a.number FROM registration_application a WHERE a.id = NEW.application_id ON CONFLICT DO NOTHING; RETURN NEW;", hash='86c466f586faf8d7265f045f73ccc1ee22123738', operation='INSERT', pgid='pgtrigger_objection_belongs_d6aaa', table='verification_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userid',
            trigger=pgtrigger.compiler.Trigger(name='old_deactivations_belong', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."decision_id" IS NOT NULL AND OLD."decision_id" IS NULL)', func='INSERT INTO core_casebelonging (number, belongs_to) SELECT x.number, a.number FROM verification_userid u JOIN verification_decision d ON d.id = u.decision_id\n            JOIN registration_application a ON a.id = d.application_id JOIN verification_deactivation x ON x.user_id_id = u.id WHERE u.id = NEW.id ON CONFLICT DO NOTHING; RETURN NEW;', hash='3878061d73aaf214ba7d6ebaecad7931bc0a9f41', operation='UPDATE', pgid='pgtrigger_old_deactivations_belong_638c4', table='verification_userid', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='deactivation',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(models.Q(('state__in', ['proposed', 'active']), _negated=True), ('explanation', 'dihapus'), ('requester_name', 'dihapus'), ('requester_position', 'dihapus'), ('refusal_reason__in', ['', 'dihapus'])), _connector='OR'), name='deactivation_erased_when_over', violation_error_message='Hanya penonaktifan yang sudah selesai yang dihapus isinya, dan seluruhnya.'),
        ),
        # Cases that were there before the triggers.
        migrations.RunSQL(
            """
            INSERT INTO core_casebelonging (number, belongs_to)
            SELECT a.number || '/K', a.number FROM verification_objection o
            JOIN registration_application a ON a.id = o.application_id
            ORDER BY o.id ON CONFLICT DO NOTHING;
            INSERT INTO core_casebelonging (number, belongs_to)
            SELECT x.number, a.number FROM verification_deactivation x JOIN verification_userid u ON u.id = x.user_id_id
            JOIN verification_decision d ON d.id = u.decision_id JOIN registration_application a ON a.id = d.application_id
            ORDER BY x.id ON CONFLICT DO NOTHING
            """,
            migrations.RunSQL.noop,
        ),
    ]
