"""Rules of the mirror that the database repeats: packages change by an import and in no other way (Pasal 3(3))."""

import pgtrigger

TENDER_LIST = "tender_list"


def package_only_by_import() -> pgtrigger.Trigger:
    """A row comes or changes only while the import it names puts in the list that a person confirmed."""
    return pgtrigger.Trigger(
        name="package_only_by_import",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM core_tabularimport i
                WHERE i.id = NEW.imported_in_id AND i.kind = '{TENDER_LIST}' AND i.state = 'running'
            ) THEN
                RAISE EXCEPTION 'Paket hanya berubah lewat impor daftar tender dari SPSE.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )
