"""The LPSE profile in the words of the person who edits it: sections, questions, hints."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.documents import declared_kind
from core.enums import RetentionEvent, RetentionFate, SlaKind, SlaPriority
from core.roles import ROLES

DAY_WORDS = {
    "mon": "Senin",
    "tue": "Selasa",
    "wed": "Rabu",
    "thu": "Kamis",
    "fri": "Jumat",
    "sat": "Sabtu",
    "sun": "Minggu",
}
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True)
class Question:
    """One value of the profile.

    Args:
        path: where it stands, ``region.name``.
        kind: text, long, lines (one a line), number, numbers, email, paper, zone, colour, retention_event or retention_fate.
    """

    path: str
    label: str
    hint: str = ""
    kind: str = "text"
    required: bool = True


@dataclass(frozen=True)
class Section:
    """Questions that belong together."""

    key: str
    title: str
    hint: str
    questions: tuple[Question, ...]


_FIXED: tuple[tuple[str, str, str, tuple[Question, ...]], ...] = (
    ("region", "Daerah", "Nama dan zona waktu tercetak pada setiap naskah.", (
        Question("region.name", "Nama kabupaten/kota"),
        Question("region.government", "Pemerintah daerah"),
        Question("region.code", "Kode wilayah", "Kode Kemendagri, misalnya 73.22."),
        Question("region.province", "Provinsi"),
        Question("region.seat", "Tempat kedudukan"),
        Question("region.time_zone", "Zona waktu", kind="zone"),
    )),
    ("regulation", "Dasar hukum", "Peraturan Bupati tempat LPSE ini berdiri.", (
        Question("regulation.short_title", "Sebutan singkat"),
        Question("regulation.title", "Judul lengkap", kind="long"),
        Question("regulation.number", "Nomor"),
        Question("regulation.year", "Tahun", kind="number"),
        Question("regulation.promulgated", "Tanggal diundangkan", "Tahun-bulan-hari, misalnya 2010-12-31."),
    )),
    ("unit", "LPSE", "Sebutan unit dan jabatan di sini.", (
        Question("unit.name", "Nama LPSE"),
        Question("unit.short_name", "Nama pendek"),
        Question("unit.host_agency", "Instansi induk"),
        Question("unit.about", "Tentang LPSE", "Tampil di beranda.", "long"),
        Question("unit.aims", "Tujuan", kind="long"),
        Question("unit.head_title", "Sebutan kepala"),
        Question("unit.deputy_title", "Sebutan wakil kepala", "Kosongkan bila tidak ada.", required=False),
        Question("unit.committee_term", "Sebutan ULP/Pokja/panitia"),
        Question("unit.sla_party", "Pihak dalam perjanjian layanan"),
        Question("unit.lkpp_recipient", "Alamat surat kepada LKPP", "Sesudah kata Yth."),
        Question("unit.referral", "Jawaban untuk hal di luar kewenangan LPSE", "Dikirim kepada penanya; pasalnya ditambahkan sendiri.", "long"),
        Question("unit.data_authority", "Lembaga pelindungan data pribadi", "Diberi tahu bila data pribadi terungkap."),
        Question("unit.other_entities", "Pengguna lain menurut syarat dan ketentuan SPSE",
            "Satu baris untuk setiap entitas; kosong bila tidak ada.", "lines", required=False),
    )),
    ("contact", "Alamat dan kontak", "Tampil di kop, kaki halaman, dan surel.", (
        Question("contact.address", "Alamat"),
        Question("contact.postal_code", "Kode pos", required=False),
        Question("contact.phone", "Telepon", required=False),
        Question("contact.email", "Surel", kind="email"),
        Question("contact.website", "Laman", required=False),
    )),
    ("signatory", "Penanda tangan", "Tercetak pada blok tanda tangan naskah berikutnya; naskah lama tidak berubah.", (
        Question("signatory.title", "Jabatan", kind="text"),
        Question("signatory.name", "Nama"),
        Question("signatory.nip", "NIP", "18 angka; kosongkan bila tidak ada.", required=False),
        Question("signatory.rank", "Pangkat/golongan", required=False),
    )),
    ("letterhead", "Kop dan warna", "", (
        Question("letterhead.lines", "Baris kop", "Satu baris untuk setiap baris kop.", "lines"),
        Question("letterhead.paper", "Kertas", kind="paper"),
        Question("letterhead.color", "Warna daerah", "Misalnya #0f6b4f; terang dan gelapnya disesuaikan sendiri.", "colour"),
        Question("letterhead.place", "Tempat penetapan"),
    )),
    ("limits", "Batas dan tenggat", "Berlaku untuk unggahan dan pendaftaran berikutnya.", (
        Question("limits.file_mib", "Ukuran berkas (MiB)", kind="number"),
        Question("limits.file_pages", "Halaman PDF", kind="number"),
        Question("limits.file_megapixels", "Ukuran gambar (megapiksel)", kind="number"),
        Question("limits.files_per_case", "Berkas setiap pendaftaran", kind="number"),
        Question("limits.registration_days", "Masa pendaftaran (hari)", kind="number"),
        Question("limits.registration_reminder_days", "Pengingat (hari sebelum berakhir)", "Misalnya 14, 7, 3, 1.", "numbers"),
        Question("limits.registration_return_days", "Waktu melengkapi paling sedikit (hari)", kind="number"),
        Question("limits.change_days", "Masa permohonan perubahan (hari)", "Sampai diserahkan; berhenti selama diperiksa.", "number"),
        Question("limits.change_reminder_days", "Pengingat permohonan perubahan (hari sebelum berakhir)", "Misalnya 7, 3, 1.", "numbers"),
        Question("limits.confirmation_hours", "Masa tautan konfirmasi (jam)", kind="number"),
        Question("limits.unconfirmed_hours", "Pendaftaran tanpa konfirmasi dihapus setelah (jam)", kind="number"),
        Question("limits.mails_per_address_per_day", "Surel ke satu alamat sehari", kind="number"),
        Question("limits.official_reminder_days", "Pengingat surat pejabat (hari sebelum berakhir)", "Misalnya 60, 30, 7.", "numbers"),
        Question("limits.claim_minutes", "Lama petugas memegang berkas (menit)", kind="number"),
        Question("limits.objection_days", "Waktu menyampaikan keberatan (hari)", "Sejak penolakan.", "number"),
        Question("limits.own_data_days", "Salinan data pribadi dapat diunduh selama (hari)", kind="number"),
        Question("limits.ticket_confirm_days", "Tiket selesai menunggu konfirmasi (hari)", "Sesudahnya tiket ditutup sendiri.", "number"),
        Question("limits.ticket_warn_percent", "Petugas diingatkan setelah terpakai (persen)", "Dari target layanan, sebelum jatuh tempo.", "number"),
        Question("limits.lkpp_follow_up_days", "LKPP diingatkan setelah (hari)", "Sejak surat eskalasi dikirim.", "number"),
        Question("limits.article_review_days", "Artikel bantuan ditinjau setelah (hari)", "Sejak terbit atau ditinjau.", "number"),
        Question("limits.search_miss_days", "Pencarian tanpa hasil disimpan (hari)", "Sejak terakhir dicari.", "number"),
        Question("limits.ticket_guest_files", "Berkas tanpa akun setiap tiket", "Termasuk lampiran surel.", "number"),
        Question("limits.ticket_mails_per_hour", "Surel masuk satu pengirim sejam", "Selebihnya diabaikan dan dicatat.", "number"),
        Question("limits.breach_notice_hours", "Pemberitahuan kegagalan pelindungan data (jam)", "Jam kalender sejak diketahui.", "number"),
    )),
    ("visits", "Kunjungan dan antrean", "Jadwal untuk menunjukkan dokumen asli, di dalam jam layanan. Berlaku untuk jadwal berikutnya.", (
        Question("visits.slot_minutes", "Lama satu jadwal (menit)", kind="number"),
        Question("visits.desk_capacity", "Pengunjung di kantor setiap jadwal", "0 berarti tidak ditawarkan.", "number"),
        Question("visits.video_capacity", "Panggilan video setiap jadwal", "0 berarti tidak ditawarkan.", "number"),
        Question("visits.days_ahead", "Jadwal dibuka untuk (hari ke depan)", kind="number"),
        Question("visits.cancel_hours", "Pindah atau batal paling lambat (jam sebelumnya)", kind="number"),
        Question("visits.no_show_minutes", "Tidak hadir dicatat setelah (menit)", kind="number"),
        Question("visits.video_note", "Cara panggilan video", "Tampil pada jadwal dan surel pemohon.", "long"),
        Question("visits.counters", "Nama loket", "Satu baris satu loket; tampil di layar panggil.", "lines"),
    )),
    ("rooms", "Pemesanan ruang", "Ruang bidding, pelatihan, dan verifikasi, di dalam jam layanan. Berlaku untuk pemesanan berikutnya.", (
        Question("rooms.slot_minutes", "Pilihan jam setiap (menit)", kind="number"),
        Question("rooms.longest_minutes", "Pemesanan paling lama (menit)", kind="number"),
        Question("rooms.days_ahead", "Pemesanan dibuka untuk (hari ke depan)", kind="number"),
        Question("rooms.open_bookings", "Pemesanan mendatang setiap orang", kind="number"),
        Question("rooms.early_minutes", "Boleh hadir lebih awal (menit)", kind="number"),
        Question("rooms.cancel_hours", "Batal paling lambat (jam sebelumnya)", kind="number"),
        Question("rooms.no_show_minutes", "Ruang dibebaskan bila tidak hadir setelah (menit)", kind="number"),
        Question("rooms.reminder_hours", "Pengingat (jam sebelumnya)", "0 berarti tidak diingatkan.", "number"),
        Question("rooms.visitor_data_days", "Nama pengunjung disimpan (hari)", "Sesudah itu nama dan kontak pada register dikosongkan.", "number"),
    )),
    ("trainings", "Pelatihan", "Pendaftaran, kehadiran, dan evaluasi pelatihan SPSE. Berlaku untuk pelatihan berikutnya.", (
        Question("trainings.longest_days", "Pelatihan paling lama (hari)", kind="number"),
        Question("trainings.cancel_hours", "Peserta boleh batal sampai (jam sebelum mulai)", kind="number"),
        Question("trainings.confirm_hours", "Konfirmasi surel peserta tanpa akun (jam)", "Sesudah itu pendaftarannya gugur.", "number"),
        Question("trainings.reminder_hours", "Pengingat (jam sebelum mulai)", kind="number"),
        Question("trainings.early_minutes", "Kehadiran dicatat (menit sebelum mulai dan sesudah selesai)", kind="number"),
        Question("trainings.code_seconds", "Kode hadir di layar berganti setiap (detik)", kind="number"),
        Question("trainings.print_minutes", "Kode hadir cetak berganti setiap (menit)", kind="number"),
        Question("trainings.least_answers", "Hasil evaluasi tampil mulai (jawaban)", "Supaya jawaban satu orang tidak dapat dikenali.", "number"),
        Question("trainings.participant_data_days", "Nama peserta disimpan (hari)", "Sesudah itu nama dan kontak peserta dikosongkan.", "number"),
        Question("trainings.questions", "Pernyataan evaluasi", "Satu baris satu pernyataan; dinilai peserta dari 1 sampai 5.", "lines"),
    )),
    ("survey", "Survei kepuasan", "Masa survei yang sudah dibuka memakai isian saat dibuka.", (
        Question("survey.basis", "Dasar survei", "Dikutip pada laporan.", "long"),
        Question("survey.method", "Cara survei", "Isian awal setiap masa survei; tercetak pada laporan.", "long"),
        Question("survey.services", "Layanan yang dinilai", "Satu baris satu layanan; baris pertama dipakai untuk tiket.", "lines"),
        Question("survey.link_days", "Tautan survei sesudah tiket berlaku (hari)", kind="number"),
        Question("survey.least_answers", "Indeks tampil mulai (jawaban)", "Di bawah itu ditulis “terlalu sedikit jawaban”.", "number"),
        Question("survey.answers_per_hour", "Jawaban dari satu alamat jaringan sejam", "Kantor dengan satu jaringan memerlukan lebih.", "number"),
        Question("survey.remark_days", "Saran tertulis disimpan (hari)", "Sesudah itu dikosongkan; nilainya tetap.", "number"),
    )),
)  # fmt: skip
ARTICLES = {
    "establishment": "Pembentukan LPSE",
    "tasks": "Tugas LPSE",
    "limits": "Batas kewenangan LPSE",
    "other_bodies": "Pengguna di luar pemerintah daerah",
    "organization": "Susunan organisasi",
    "registration_service": "Pelayanan pendaftaran",
    "registration_information": "Informasi pendaftaran",
    "verification": "Verifikasi",
    "archive": "Pengelolaan arsip",
    "archive_rules": "Kearsipan dokumen elektronik",
    "decision": "Persetujuan dan penolakan",
    "deactivation": "Penonaktifan User ID",
    "exclusion": "Larangan rangkap tugas",
    "vendor_requirements": "Syarat penyedia",
    "vendor_online": "Pendaftaran penyedia pada SPSE",
    "vendor_documents": "Dokumen penyedia",
    "other_users_requirements": "Syarat pengguna lain",
    "verification_purpose": "Tujuan verifikasi",
    "no_extra_requirements": "Larangan syarat tambahan",
    "no_field_inspection": "Tanpa pemeriksaan lapangan",
    "not_replace_qualification": "Verifikasi bukan kualifikasi",
    "forms_available": "Penyediaan formulir",
    "other_users": "Pengguna lain",
    "own_data": "Salinan data pribadi",
    "breach_notice": "Pemberitahuan kegagalan pelindungan data",
    "room_facility": "Penyediaan ruang",
    "network_access": "Akses internet dan intranet",
    "witness": "Kesaksian dokumen penawaran",
    "lkpp_forwarding": "Penerusan permasalahan kepada LKPP",
    "lkpp_coordination": "Koordinasi teknis dengan LKPP",
    "training": "Pelatihan",
}
_NUMBERED = {
    "registration_application": "Nomor pendaftaran",
    "official_request": "Nomor permohonan pejabat",
    "visit": "Nomor kunjungan",
    "objection": "Nomor keberatan",
    "destruction_proposal": "Nomor usul pemusnahan",
    "deactivation": "Nomor penonaktifan",
    "change_request": "Nomor permohonan perubahan",
    "tabular_import": "Nomor impor data",
    "ticket": "Nomor tiket",
    "breach_notice": "Nomor kegagalan pelindungan data",
    "room_booking": "Nomor pemesanan ruang",
    "escalation": "Nomor eskalasi ke LKPP",
    "witness_case": "Nomor berkas berita acara kesaksian",
    "outage_case": "Nomor berkas berita acara gangguan",
    "training": "Nomor pelatihan",
    "training_enrolment": "Nomor peserta pelatihan",
    "survey": "Nomor masa survei kepuasan",
}
_VALUES = {"klasifikasi": "Kode klasifikasi", "unit": "Kode unit"}


def sections(data: dict[str, Any]) -> list[Section]:
    """All sections for a profile: the fixed ones, and those whose keys the profile itself lists."""
    found = [Section(*parts) for parts in _FIXED]
    found.append(
        Section(
            "articles",
            "Pasal",
            "Nomor pasal menurut peraturan di atas; kosong bila peraturan itu tidak mengaturnya.",
            tuple(
                Question(f"articles.{key}", ARTICLES.get(key, _plain(key)), required=False) for key in data["articles"]
            ),
        )
    )
    found.append(
        Section(
            "role_labels",
            "Sebutan peran",
            "Kosong: memakai sebutan umum.",
            tuple(Question(f"role_labels.{key}", role.label, required=False) for key, role in ROLES.items()),
        )
    )
    found.append(
        Section(
            "number_patterns",
            "Pola nomor",
            "Isian: {urut} atau {urut:03}, {bulan}, {bulan_romawi}, {tahun}, dan nilai di bawah. Nomor yang sudah terbit tetap.",
            tuple(
                Question(f"number_patterns.{key}", _NUMBERED.get(key) or _kind(key)) for key in data["number_patterns"]
            ),
        )
    )
    found.append(
        Section(
            "number_values",
            "Nilai dalam nomor",
            "",
            tuple(Question(f"number_values.{key}", _VALUES.get(key, _plain(key))) for key in data["number_values"]),
        )
    )
    found += [_element(key) for key in data["survey_elements"]]
    found.append(
        Section(
            "survey_bands",
            "Survei: mutu pelayanan",
            "Sebutan indeks kepuasan menurut nilainya, dari yang terbaik.",
            tuple(
                Question(f"survey_bands.{key}.{part}", f"Mutu {key.upper()}: {words}")
                for key in data["survey_bands"]
                for part, words in (("label", "sebutan"), ("least", "mulai nilai"))
            ),
        )
    )
    found += [_retention(key, rule) for key, rule in data["retention"].items()]
    found.append(
        Section(
            "sla",
            "Target layanan pertama (menit kerja)",
            "Dipakai sekali ketika portal dipasang. Target yang berlaku ditetapkan pada daftar “Target layanan”.",
            tuple(Question(f"sla.{key}", _target(key), kind="number") for key in data["sla"]),
        )
    )
    return found


def _target(key: str) -> str:
    priority, _, kind = key.partition("_")
    return f"{SlaKind(kind).label.capitalize()}, prioritas {SlaPriority(priority).label.lower()}"


def _element(key: str) -> Section:
    place = f"survey_elements.{key}"
    return Section(
        f"survey-{key}",
        f"Survei: unsur {key.upper()}",
        "",
        (
            Question(f"{place}.name", "Nama unsur"),
            Question(f"{place}.question", "Pertanyaan"),
            Question(
                f"{place}.answers",
                "Jawaban",
                "Empat baris, dari yang paling buruk (1) sampai yang paling baik (4).",
                "lines",
            ),
            Question(f"{place}.weight", "Bobot", "Bobot yang sama berarti sama penting.", "number"),
        ),
    )


def _retention(key: str, rule: dict[str, Any]) -> Section:
    place = f"retention.{key}"
    return Section(
        f"retention-{key}",
        f"Retensi: {rule['label']}",
        "Ikuti jadwal retensi arsip daerah. Tidak ada yang dimusnahkan dengan sendirinya: portal mengusulkan, orang memutuskan.",
        (
            Question(f"{place}.label", "Sebutan golongan arsip"),
            Question(f"{place}.event", "Masa simpan dihitung sejak", kind="retention_event"),
            Question(f"{place}.active_years", "Masa aktif (tahun)", kind="number"),
            Question(f"{place}.inactive_years", "Masa inaktif (tahun)", kind="number"),
            Question(f"{place}.fate", "Nasib akhir", kind="retention_fate"),
        ),
    )


def flat(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Path and text of every value, as a person compares them."""
    for key, value in data.items():
        if key == "hours":
            for number, week in enumerate(value):
                yield f"hours.{number}", week_words(week)
        elif isinstance(value, dict):
            for name, inner in value.items():
                if isinstance(inner, dict):
                    yield from ((f"{key}.{name}.{part}", _chosen(part, last)) for part, last in inner.items())
                else:
                    yield f"{key}.{name}", _text(inner)
        else:
            yield key, _text(value)


def week_words(week: dict[str, Any]) -> str:
    """Opening hours of one period, one day a line."""
    days = "\n".join(f"{word}: {', '.join(week['days'].get(day, ())) or 'tutup'}" for day, word in DAY_WORDS.items())
    return f"{week['label']}, {week['valid_from']} sampai {week['valid_until'] or 'seterusnya'}\n{days}"


def label_of(path: str, data: dict[str, Any]) -> str:
    """What a path is called: section and question."""
    if path.startswith("hours."):
        return f"Jam layanan {int(path.removeprefix('hours.')) + 1}"
    for section in sections(data):
        for question in section.questions:
            if question.path == path:
                return f"{section.title}: {question.label}"
    return {
        "slug": "Profil",
        "letterhead.coat_of_arms": "Kop dan warna: Lambang",
        "region.zone_label": "Daerah: Sebutan zona",
    }.get(path, _plain(path))


def _chosen(part: str, value: Any) -> str:
    """A value of a rule in words where it stands for a choice."""
    choices = {"event": RetentionEvent, "fate": RetentionFate}.get(part)
    return choices(value).label if choices and value in choices.values else _text(value)


def _text(value: Any) -> str:
    return ("\n" if any(isinstance(part, str) for part in value) else ", ").join(map(str, value)) if isinstance(
        value, (list, tuple)
    ) else str(value)  # fmt: skip


def _kind(key: str) -> str:
    declared = declared_kind(key)
    return declared.label if declared.template else _plain(key)


def _plain(key: str) -> str:
    return key.rpartition(".")[2].replace("_", " ").capitalize()
