"""Rules about applications that the database repeats (house rule 3.1)."""

import pgtrigger

from core.triggers import refusal_under_hold, refusal_without_order


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
