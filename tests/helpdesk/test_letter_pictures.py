"""Announcement, certificate and attendance list look as a person approved them, on the paper of both profiles."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.registries import document_kind
from core.rendering import letter
from helpdesk.documents.announcement import ANNOUNCEMENT
from helpdesk.documents.training import ATTENDANCE_LIST, CERTIFICATE
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
_FROM, _UNTIL = datetime(2026, 11, 27, 1, 0, tzinfo=UTC), datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
_TRAINING = {
    "training_number": "PLT-2026-0007",
    "training": "Memakai SPSE bagi penyedia baru",
    "subject": "Pendaftaran, unggah penawaran, dan Apendo.",
    "place": "Aula Kantor Bupati",
    "trainers": ["Wati Layanan Contoh", "Andi Rekan Contoh"],
    "starts_at": _FROM,
    "ends_at": _UNTIL,
}
_CAME = {"agency": "CV Contoh Karya", "attended_at": _FROM, "how": "kode QR"}
_CONTEXTS: dict[str, dict[str, Any]] = {
    ANNOUNCEMENT: {
        "case_number": "PGM-2026-0007",
        "about": "Pemeliharaan",
        "replaces_number": "027/6/PENG/LPSE/XI/2026",
        "title": "SPSE dipelihara Jumat pagi",
        "body": "SPSE **tidak dapat dibuka** selama pemeliharaan.\n\n- Unggah penawaran Anda sebelumnya.\n- Tender yang tertunda diberitahukan Pokja.",
        "event_from": _FROM,
        "event_until": _UNTIL,
        "corrections": [{"added_at": _UNTIL, "body": "Pemeliharaan selesai lebih awal."}],
    },
    CERTIFICATE: {**_TRAINING, "name": "Hasan Basri Contoh, S.T.", "name_size": "xl", "title_size": "m", "agency": "CV Contoh Karya", "hours": 3},
    ATTENDANCE_LIST: {
        **_TRAINING,
        "people": [
            {**_CAME, "name": "Fitri Contoh", "number": "PST-2026-00001"},
            {**_CAME, "name": "Hasan Basri Contoh", "number": "PST-2026-00002", "how": "dicatat petugas"},
            {**_CAME, "name": "Yusuf Contoh", "number": "PST-2026-00003", "attended_at": None, "how": ""},
        ],
        "enrolled": 3,
        "attended": 2,
    },
}  # fmt: skip


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
@pytest.mark.parametrize("kind", list(_CONTEXTS))
def test_it_looks_as_approved(kind: str, slug: str) -> None:
    use_profile(slug)
    document = samples.unsaved(slug, kind=document_kind(kind))
    document.context = _CONTEXTS[kind]
    content = letter(document).content
    assert pdfs.pages(content) == 1
    assert pdfs.is_archival(content)
    assert document.number in pdfs.words(content)
    pdfs.assert_looks_as_approved(content, f"{kind.replace('_', '-')}-{slug}")
