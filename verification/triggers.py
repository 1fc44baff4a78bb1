"""Rules about several rows at once that the database repeats (house rule 3.1). The sentences are read by people."""

import pgtrigger

from core.triggers import FrozenRow, case_belongs, refusal_without_order
from registration.reasons import ReasonCode, case_reasons

# A person who may show originals was recorded: the signatory, or an envoy whose surat kuasa lies in the file.
_PRESENTER = """(r.presenter_kind = 'signatory' OR r.presenter_kind = 'envoy' AND r.surat_kuasa_number <> ''
        AND r.surat_kuasa_date IS NOT NULL AND r.surat_kuasa_file_id IS NOT NULL)"""
_CASE_REASONS = ", ".join(f"'{reason.code.value}'" for reason in case_reasons())


def check_is_founded() -> pgtrigger.Trigger:
    """A check belongs to its review's application, and an original needs someone entitled who showed it."""
    return pgtrigger.Trigger(
        name="check_is_founded",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM verification_review r JOIN registration_documentitem i ON i.application_id = r.application_id
                WHERE r.id = NEW.review_id AND i.id = NEW.item_id
            ) THEN
                RAISE EXCEPTION 'Dokumen ini bukan bagian dari pendaftaran yang diperiksa.' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.original_seen_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM verification_review r WHERE r.id = NEW.review_id AND {_PRESENTER}
            ) THEN
                RAISE EXCEPTION 'Dokumen asli hanya dapat dicatat terlihat bila yang hadir penanggung jawab sendiri atau utusan dengan surat kuasa.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


# A granted objection ends the round: nothing of it changes but that it is no longer the present one.
_ROUND_ENDED = """
            IF TG_OP = 'UPDATE' AND NEW.current_for_id IS NULL
                AND to_jsonb(NEW) - 'current_for_id' = to_jsonb(OLD) - 'current_for_id' AND EXISTS (
                    SELECT 1 FROM verification_objection o JOIN verification_decision d ON d.id = o.decision_id
                    WHERE d.review_id = OLD.id AND o.state = 'granted'
                )
            THEN RETURN NEW; END IF;"""


def review_stays_after_decision() -> pgtrigger.Trigger:
    """A decided round stays as it was, save that a granted objection may end it."""
    return _frozen("review_stays_after_decision", "id", _ROUND_ENDED)


def check_stays_after_decision() -> pgtrigger.Trigger:
    """What was found about a document stays once the round is decided."""
    return _frozen("check_stays_after_decision", "review_id")


def _frozen(name: str, review: str, unless: str = "") -> pgtrigger.Trigger:
    """What a decision rests on stays as it was; only the erasure of personal data may touch it afterwards."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""{unless}
            IF EXISTS (
                SELECT 1 FROM verification_decision d JOIN registration_application a ON a.id = d.application_id
                WHERE d.review_id = OLD.{review} AND a.erased_at IS NULL
            ) THEN
                RAISE EXCEPTION 'Pemeriksaan ini sudah diputuskan dan tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def decision_is_founded() -> pgtrigger.Trigger:
    """The copied facts are the application's own, and an approval has a complete checklist (duty T-REG-VERIFY)."""
    return pgtrigger.Trigger(
        name="decision_is_founded",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("total", "INTEGER"), ("complete", "INTEGER"), ("always", "INTEGER")],
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM verification_review r JOIN registration_application a ON a.id = r.application_id
                WHERE r.id = NEW.review_id AND a.id = NEW.application_id
                    AND a.entered_by_id = NEW.entered_by_id AND a.owner_id = NEW.owner_id
            ) THEN
                RAISE EXCEPTION 'Keputusan tidak cocok dengan pendaftaran dan pemeriksaannya.' USING ERRCODE = 'check_violation';
            END IF;
            SELECT count(*), count(*) FILTER (
                    WHERE c.copy_received_at IS NOT NULL AND c.original_seen_at IS NOT NULL AND c.result = 'match'),
                count(*) FILTER (WHERE i.key IN ('registration_form', 'participation_form', 'ktp', 'npwp'))
            INTO total, complete, always
            FROM registration_documentitem i LEFT JOIN verification_documentcheck c
                ON c.item_id = i.id AND c.review_id = NEW.review_id
            WHERE i.application_id = NEW.application_id AND i.state <> 'missing';
            IF NEW.items_total <> total OR NEW.items_complete <> complete THEN
                RAISE EXCEPTION 'Jumlah dokumen pada keputusan berbeda dengan hasil pemeriksaan.' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.outcome = 'approved' AND (always <> 4 OR NOT EXISTS (
                SELECT 1 FROM verification_review r
                WHERE r.id = NEW.review_id AND r.blacklist_result = 'not_listed' AND {_PRESENTER}
            )) THEN
                RAISE EXCEPTION 'Pendaftaran belum dapat disetujui: dokumen wajib, daftar hitam, atau kehadiran belum lengkap.'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF EXISTS (
                SELECT 1 FROM unnest(NEW.reasons) AS code
                WHERE code NOT IN ({_CASE_REASONS}) AND NOT EXISTS (
                    SELECT 1 FROM verification_documentcheck c WHERE c.review_id = NEW.review_id AND c.reason_code = code)
                OR code = '{ReasonCode.BLACKLISTED.value}' AND NOT EXISTS (
                    SELECT 1 FROM verification_review r WHERE r.id = NEW.review_id AND r.blacklist_result = 'listed')
            ) THEN
                RAISE EXCEPTION 'Alasan penolakan tidak tercatat dalam pemeriksaan.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def objection_is_founded() -> pgtrigger.Trigger:
    """An objection is one against a rejection of that application, with the people as they are."""
    return pgtrigger.Trigger(
        name="objection_is_founded",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM verification_decision d
                WHERE d.id = NEW.decision_id AND d.application_id = NEW.application_id AND d.outcome = 'rejected'
                    AND d.decided_by_id = NEW.decided_by_id AND d.owner_id = NEW.owner_id
                    AND d.entered_by_id = NEW.entered_by_id
            ) THEN
                RAISE EXCEPTION 'Keberatan hanya terhadap penolakan pendaftaran itu sendiri.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def objection_answer_is_final(answered: list[str]) -> pgtrigger.Trigger:
    """An answered objection stays; only the words of both sides go with the content of its case.

    Args:
        answered: states of an objection that was answered.
    """
    return pgtrigger.Trigger(
        name="objection_answer_is_final",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state__in=answered),
        func="""
            IF TG_OP = 'UPDATE' AND NEW.text = 'dihapus' AND NEW.answer = 'dihapus'
                AND to_jsonb(NEW) - ARRAY['text', 'answer'] = to_jsonb(OLD) - ARRAY['text', 'answer'] AND EXISTS (
                    SELECT 1 FROM registration_application a WHERE a.id = OLD.application_id AND a.erased_at IS NOT NULL
                )
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'Jawaban keberatan ini tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';
        """,
    )


def bundle_stays() -> pgtrigger.Trigger:
    """A bundle stays the bytes that were frozen; it goes with its case only, on the order of two people."""
    return pgtrigger.Trigger(
        name="bundle_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF OLD.erased_at IS NOT NULL OR OLD.sha256 <> '' AND (
                (OLD.sha256, OLD.size, OLD.files) IS DISTINCT FROM (NEW.sha256, NEW.size, NEW.files)
                OR OLD.made_at IS DISTINCT FROM NEW.made_at
                OR OLD.storage_name <> NEW.storage_name AND NEW.erased_at IS NULL
            ) OR (OLD.application_id, OLD.edition, OLD.asked_by_id) IS DISTINCT FROM
                (NEW.application_id, NEW.edition, NEW.asked_by_id)
            THEN
                RAISE EXCEPTION 'Bundel ini sudah dibekukan dan tidak dapat diubah lagi.' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.erased_at IS NOT NULL THEN
                {refusal_without_order("(SELECT a.number FROM registration_application a WHERE a.id = OLD.application_id)")}
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def decision_is_final() -> FrozenRow:
    """A decision never changes; only the officer's words go with the content of its case."""
    return FrozenRow(
        name="decision_is_final",
        open_columns=("note",),
        condition_sql="NEW.note = 'dihapus' AND EXISTS (SELECT 1 FROM registration_application a"
        " WHERE a.id = OLD.application_id AND a.erased_at IS NOT NULL)",
        sentence="Keputusan ini tidak dapat diubah lagi.",
    )


# Change requests


def frozen_after_change_decision(name: str, review: str, words: dict[str, str]) -> pgtrigger.Trigger:
    """What the decision about a change request rests on stays as it was; only its words go with the erased request.

    Args:
        review: column that names the review.
        words: columns whose words go, each with the SQL condition of what may stand there afterwards.
    """
    names = ", ".join(f"'{column}'" for column in words)
    emptied = " AND ".join(words.values())
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM verification_changedecision d WHERE d.review_id = OLD.{review}) THEN
                IF TG_OP = 'UPDATE' THEN
                    IF {emptied} AND to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}] AND EXISTS (
                        SELECT 1 FROM verification_changedecision d JOIN registration_changerequest c ON c.id = d.change_id
                        WHERE d.review_id = OLD.{review} AND c.erased_at IS NOT NULL
                    ) THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION 'Permohonan ini sudah diputuskan dan pemeriksaannya tidak dapat diubah lagi.'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def change_decision_is_founded() -> pgtrigger.Trigger:
    """The copied facts are the request's own, and an approval has every document compared with its original."""
    return pgtrigger.Trigger(
        name="change_decision_is_founded",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("total", "INTEGER"), ("complete", "INTEGER"), ("letters", "INTEGER")],
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM verification_changereview r JOIN registration_changerequest c ON c.id = r.change_id
                WHERE r.id = NEW.review_id AND c.id = NEW.change_id
                    AND c.entered_by_id = NEW.entered_by_id AND c.owner_id = NEW.owner_id
            ) THEN
                RAISE EXCEPTION 'Keputusan tidak cocok dengan permohonan dan pemeriksaannya.' USING ERRCODE = 'check_violation';
            END IF;
            SELECT count(*),
                count(*) FILTER (WHERE k.original_seen_at IS NOT NULL AND k.result = 'match'),
                count(*) FILTER (WHERE i.key = 'request_letter')
            INTO total, complete, letters
            FROM registration_changeitem i LEFT JOIN verification_changecheck k ON k.item_id = i.id
            WHERE i.change_id = NEW.change_id AND i.state <> 'missing';
            IF NEW.items_total <> total OR NEW.items_complete <> complete THEN
                RAISE EXCEPTION 'Jumlah dokumen pada keputusan berbeda dengan hasil pemeriksaan.' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.outcome = 'approved' AND (letters <> 1 OR NOT EXISTS (
                SELECT 1 FROM verification_changereview r WHERE r.id = NEW.review_id AND r.presenter_kind <> ''
            )) THEN
                RAISE EXCEPTION 'Permohonan belum dapat disetujui: surat permohonan atau kehadiran belum lengkap.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def change_decision_is_final() -> FrozenRow:
    """A decision about a request never changes; only the officer's words go with the content of the request."""
    return FrozenRow(
        name="change_decision_is_final",
        open_columns=("note",),
        condition_sql="NEW.note = 'dihapus' AND EXISTS (SELECT 1 FROM registration_changerequest c"
        " WHERE c.id = OLD.change_id AND c.erased_at IS NOT NULL)",
        sentence="Keputusan ini tidak dapat diubah lagi.",
    )


def former_holder_is_final() -> FrozenRow:
    """Who held a User ID before stays on record as long as the User ID lives; then it goes as the last holder does."""
    return FrozenRow(
        name="former_holder_is_final",
        open_columns=(
            "holder_name", "npwp_hash", "responsible_name", "responsible_position", "responsible_nik",
            "responsible_nik_hash",
        ),
        condition_sql="NEW.holder_name = 'dihapus' AND NEW.responsible_name = 'dihapus' AND NEW.npwp_hash = ''"
        " AND NEW.responsible_position = '' AND length(NEW.responsible_nik) = 0 AND NEW.responsible_nik_hash = ''"
        " AND EXISTS (SELECT 1 FROM verification_changedecision d"
        " JOIN registration_changerequest c ON c.id = d.change_id"
        " JOIN verification_userid u ON u.id = OLD.user_id_id"
        " WHERE d.id = OLD.decision_id AND c.erased_at IS NOT NULL AND u.state <> 'active')",
        sentence="Catatan pemegang terdahulu tidak dapat diubah lagi.",
    )  # fmt: skip


# What belongs to an application


def objection_belongs() -> pgtrigger.Trigger:
    """The files of an objection have a number of their own, which belongs to the application."""
    return case_belongs(
        "objection_belongs",
        "SELECT a.number || '/K', a.number FROM registration_application a WHERE a.id = NEW.application_id",
    )


_OF_USER_ID = """verification_userid u JOIN verification_decision d ON d.id = u.decision_id
            JOIN registration_application a ON a.id = d.application_id"""


def deactivation_belongs() -> pgtrigger.Trigger:
    """A deactivation belongs to the application its User ID came from; one of the register of old to none."""
    return case_belongs(
        "deactivation_belongs",
        f"SELECT NEW.number, a.number FROM {_OF_USER_ID} WHERE u.id = NEW.user_id_id",  # noqa: S608 - constants only
    )


def old_deactivations_belong() -> pgtrigger.Trigger:
    """Once the holder of an entry of the register of old is approved, its deactivations belong to that application."""
    return case_belongs(
        "old_deactivations_belong",
        f"SELECT x.number, a.number FROM {_OF_USER_ID} JOIN verification_deactivation x ON x.user_id_id = u.id"  # noqa: S608
        " WHERE u.id = NEW.id",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__decision__isnull=True, new__decision__isnull=False),
    )


def deactivation_erasure() -> pgtrigger.Trigger:
    """Words about people of a deactivation that is over go together, once, on an order; the record stays as it was."""
    return pgtrigger.Trigger(
        name="deactivation_erasure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__erased_at__df=pgtrigger.F("new__erased_at")),
        func=f"""
            IF OLD.erased_at IS NOT NULL THEN
                RAISE EXCEPTION 'Isi penonaktifan ini sudah dihapus.' USING ERRCODE = 'check_violation';
            END IF;
            {refusal_without_order("OLD.number")}
            RETURN NEW;
        """,
    )
