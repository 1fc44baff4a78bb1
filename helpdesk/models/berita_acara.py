"""What the database holds of every kind of berita acara: rows change in a draft only, words stand still once issued."""

from collections.abc import Sequence

import pgtrigger

_FROZEN = "Berita acara ini sudah ditetapkan dan tidak dapat diubah lagi. Koreksi dibuat sebagai berita acara baru."


def only_in_draft(name: str, table: str, draft: str) -> pgtrigger.Trigger:
    """Rows of a report change while it is a draft, and never afterwards.

    Args:
        table: of the report that `report_id` of the row leads to.
        draft: value of the state in which they may.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM {table} r
                WHERE r.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END)
                    AND r.state <> '{draft}'
            ) THEN
                RAISE EXCEPTION 'Isi berita acara hanya berubah selama masih rancangan.' USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def words_stay(
    name: str, *, issued: Sequence[str], before: Sequence[str], still_open: Sequence[str]
) -> pgtrigger.Trigger:
    """An issued report never changes again and never goes back.

    Args:
        issued: states from the issuing of the number on.
        before: states that it had until then.
        still_open: columns that go on: state, signatures, delivery.
    """
    columns = ", ".join(f"'{column}'" for column in still_open)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=issued),
        func=f"""
                    IF to_jsonb(NEW) - ARRAY[{columns}]
                        IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{columns}]
                        OR NEW.state IN ({", ".join(f"'{state}'" for state in before)})
                    THEN
                        RAISE EXCEPTION '{_FROZEN}' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
    )
