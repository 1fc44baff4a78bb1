"""Rules of the mirror that the database repeats: packages change by an import and in no other way (Pasal 3(3))."""

import pgtrigger

TENDER_LIST = "tender_list"
STAGE_LIST = "stage_list"


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


def schedule_only_by_its_list() -> pgtrigger.Trigger:
    """A copy that names a list of stage times comes only while that list's confirmed import puts it in."""
    return pgtrigger.Trigger(
        name="schedule_only_by_its_list",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NEW.listed_in_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM procurement_stagelist l JOIN core_tabularimport i ON i.id = l.imported_in_id
                WHERE l.id = NEW.listed_in_id AND i.kind = '{STAGE_LIST}' AND i.state = 'running'
            ) THEN
                RAISE EXCEPTION 'Salinan jadwal dari daftar hanya masuk lewat impornya.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )
