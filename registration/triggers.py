"""Rules about applications that the database repeats (house rule 3.1)."""

import pgtrigger

from core.triggers import FrozenRow, case_belongs, refusal_under_hold, refusal_without_order


def application_erasure() -> pgtrigger.Trigger:
    """A decided application is erased on an order of two people only, none under a legal hold, and never un-erased."""
    return pgtrigger.Trigger(
        name="application_erasure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__erased_at__df=pgtrigger.F("new__erased_at")),
        func=f"""
            IF OLD.erased_at IS NOT NULL THEN
                RAISE EXCEPTION 'Data pendaftaran ini sudah dihapus.' USING ERRCODE = 'check_violation';
            END IF;
            IF OLD.state IN ('approved', 'rejected') THEN
                {refusal_without_order("OLD.number")}
            END IF;
            {refusal_under_hold("OLD.number")}
            RETURN NEW;
        """,
    )


# Change requests


def change_belongs() -> pgtrigger.Trigger:
    """A change request belongs to the registration it is about."""
    return case_belongs(
        "change_belongs",
        "SELECT NEW.number, a.number FROM registration_application a WHERE a.id = NEW.application_id",
    )


def change_erasure() -> pgtrigger.Trigger:
    """A decided request is erased on an order only, none under a hold on its registration, and never un-erased."""
    return pgtrigger.Trigger(
        name="change_erasure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__erased_at__df=pgtrigger.F("new__erased_at")),
        func=f"""
            IF OLD.erased_at IS NOT NULL THEN
                RAISE EXCEPTION 'Isi permohonan ini sudah dihapus.' USING ERRCODE = 'check_violation';
            END IF;
            IF OLD.state IN ('approved', 'rejected') THEN
                {refusal_without_order("OLD.number")}
            END IF;
            {refusal_under_hold("OLD.number")}
            RETURN NEW;
        """,
    )


def fact_is_final() -> FrozenRow:
    """The history of a value never changes; old and new value go with the content of the request that changed it."""
    return FrozenRow(
        name="fact_is_final",
        open_columns=("old", "new"),
        # Nothing sealed is left, not even something empty that was sealed.
        condition_sql="length(NEW.old) = 0 AND length(NEW.new) = 0 AND EXISTS (SELECT 1 FROM registration_changerequest c"
        " WHERE c.id = OLD.change_id AND c.erased_at IS NOT NULL)",
        sentence="Riwayat data terdaftar tidak dapat diubah lagi.",
    )
