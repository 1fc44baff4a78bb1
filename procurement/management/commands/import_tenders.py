"""Import a tender list of SPSE from the machine."""

from procurement.imports import TENDERS
from procurement.management.importing import ImportCommand


class Command(ImportCommand):
    """`manage.py import_tenders FILE --by <user name> [--json]`."""

    help = "Import a tender list of SPSE (JSON, XLSX or CSV). --by names the account in whose name it comes in."
    kind = TENDERS
