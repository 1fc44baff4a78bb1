"""Rules of the archive that the database repeats (house rule 3.1): content goes on an order of two people, never under a hold."""

from typing import Any

import pgtrigger

# A hold on a case covers whatever belongs to it.
_HELD = (
    "EXISTS (SELECT 1 FROM core_legalhold h WHERE h.released_at IS NULL AND (h.case_number = {case}"
    " OR h.case_number IN (SELECT b.belongs_to FROM core_casebelonging b WHERE b.number = {case})))"
)
_ORDERED = "EXISTS (SELECT 1 FROM core_erasureorder o WHERE o.case_number = {case})"


def refusal_without_order(case: str) -> str:
    """PL/pgSQL that refuses to go on unless the erasure of a case was ordered and nothing holds it.

    Args:
        case: SQL expression of the case number.
    """
    return f"""
        IF NOT {_ORDERED.format(case=case)} THEN
            RAISE EXCEPTION 'Isi berkas arsip hanya dihapus atas perintah dua orang.' USING ERRCODE = 'check_violation';
        END IF;
        {refusal_under_hold(case)}
    """


def refusal_under_hold(case: str) -> str:
    """PL/pgSQL that refuses to go on while a legal hold on the case is in force."""
    return f"""
        IF {_HELD.format(case=case)} THEN
            RAISE EXCEPTION 'Berkas ini ditahan; isinya tidak boleh dihapus.' USING ERRCODE = 'check_violation';
        END IF;
    """


def order_not_on_hold() -> pgtrigger.Trigger:
    """Nobody orders the erasure of a case that is held."""
    return pgtrigger.Trigger(
        name="order_not_on_hold",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"{refusal_under_hold('NEW.case_number')} RETURN NEW;",
    )


def file_held_stays() -> pgtrigger.Trigger:
    """The bytes of a file stay while its case is held."""
    return pgtrigger.Trigger(
        name="file_held_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state="erased") & ~pgtrigger.Q(old__state="erased"),
        func=f"{refusal_under_hold('OLD.case_number')} RETURN NEW;",
    )


def document_erasure() -> pgtrigger.Trigger:
    """Words and file of a document go together, once, on an order; number, code, dates and fingerprint stay for good."""
    return pgtrigger.Trigger(
        name="document_erasure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__erased_at__isnull=False) | pgtrigger.Q(old__erased_at__isnull=False),
        func=f"""
            IF OLD.erased_at IS NOT NULL THEN
                RAISE EXCEPTION 'Isi naskah ini sudah dihapus; catatannya tidak berubah lagi.' USING ERRCODE = 'check_violation';
            END IF;
            {refusal_without_order("OLD.case_number")}
            IF NEW.context <> '{{}}'::jsonb OR NEW.storage_name <> '' OR NEW.work_state <> 'done'
                OR (NEW.sha256, NEW.size, NEW.pages, NEW.void_reason) IS DISTINCT FROM (OLD.sha256, OLD.size, OLD.pages, OLD.void_reason)
                OR NEW.rendered_at IS DISTINCT FROM OLD.rendered_at OR NEW.voided_at IS DISTINCT FROM OLD.voided_at
            THEN
                RAISE EXCEPTION 'Penghapusan mengosongkan isi naskah dan tidak mengubah catatannya.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def case_belongs(name: str, select: str, **kwargs: Any) -> pgtrigger.Trigger:
    """A new case writes down which case it belongs to, so that holds, orders and bundles of that one cover it.

    Args:
        name: of the trigger.
        select: SQL that gives the pair of numbers over NEW: the one that belongs, and the one it belongs to.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        func=f"INSERT INTO core_casebelonging (number, belongs_to) {select} ON CONFLICT DO NOTHING; RETURN NEW;",
        **{"operation": pgtrigger.Insert, **kwargs},
    )


class FrozenRow(pgtrigger.Trigger):
    """A row that never changes and never goes, but for a few columns under one condition; `core.grants` repeats it."""

    def __init__(
        self, *, name: str, open_columns: tuple[str, ...], condition_sql: str, sentence: str, **kwargs: Any
    ) -> None:
        """Build the trigger.

        Args:
            open_columns: columns that may change.
            condition_sql: when they may, over OLD and NEW.
            sentence: what is said to who tries otherwise; Indonesian, without quotes.
        """
        self.open_columns = open_columns
        names = ", ".join(f"'{column}'" for column in open_columns)
        super().__init__(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    IF to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}] AND {condition_sql} THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';
            """,
            **kwargs,
        )
