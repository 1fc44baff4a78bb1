"""What a profile must hold beyond its shape: values that letters, clocks and limits can work with (rule 10)."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.enums import RetentionEvent, RetentionFate, SlaKind, SlaPriority
from core.numbers import pattern_problem
from core.profile import DAYS, Profile, ProfileError, opening_spans, parse
from core.profile_survey import BEST, ELEMENTS, points
from core.profile_words import DAY_WORDS, ZONES

_PLACE = re.compile(r"profil\.([\w.]+): (.+)", re.DOTALL)
_REGION = re.compile(r"\d{2}\.\d{2}", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_NIP = re.compile(r"\d{18}", re.ASCII)
_MOST_REMINDER_DAYS = 180
# Least and most of each figure; the most of a file is what the inspection was measured with (promise F5).
BOUNDS = {
    "file_mib": (1, 10),
    "file_pages": (1, 200),
    "file_megapixels": (1, 50),
    "files_per_case": (1, 20),
    "registration_days": (1, 365),
    "registration_return_days": (1, 60),
    "change_days": (1, 365),
    "confirmation_hours": (1, 72),
    "unconfirmed_hours": (1, 168),
    "mails_per_address_per_day": (1, 20),
    "claim_minutes": (5, 480),
    "objection_days": (1, 60),
    "ticket_confirm_days": (1, 60),
    "ticket_warn_percent": (10, 95),
    "lkpp_follow_up_days": (1, 90),
    "article_review_days": (30, 1095),
    "search_miss_days": (7, 365),
    "ticket_guest_files": (1, 20),
    "ticket_mails_per_hour": (1, 200),
}
VISIT_BOUNDS = {
    "slot_minutes": (10, 240),
    "desk_capacity": (0, 50),
    "video_capacity": (0, 50),
    "days_ahead": (1, 90),
    "cancel_hours": (0, 72),
    "no_show_minutes": (5, 480),
}
ROOM_BOUNDS = {
    "slot_minutes": (10, 240),
    "longest_minutes": (30, 1440),
    "days_ahead": (1, 180),
    "open_bookings": (1, 50),
    "early_minutes": (0, 120),
    "cancel_hours": (0, 72),
    "no_show_minutes": (5, 480),
    "reminder_hours": (0, 168),
    "visitor_data_days": (30, 3650),
}
TRAINING_BOUNDS = {
    "longest_days": (1, 31),
    "cancel_hours": (0, 168),
    "confirm_hours": (1, 168),
    "reminder_hours": (1, 168),
    "early_minutes": (0, 240),
    "code_seconds": (20, 600),
    "print_minutes": (5, 240),
    "least_answers": (1, 20),
    "participant_data_days": (30, 3650),
}
SURVEY_BOUNDS = {
    "link_days": (1, 180),
    "least_answers": (3, 400),
    "answers_per_hour": (1, 500),
    "remark_days": (30, 3650),
}
_MOST_SERVICES = 15
_LONGEST_SERVICE = 100
_MOST_WEIGHT = 100
_MOST_QUESTIONS = 8
_LONGEST_QUESTION = 200
_LONGEST_COUNTER = 20
MOST_YEARS = 50
MOST_TARGET_MINUTES = 100_000


def check(data: dict[str, Any]) -> tuple[Profile | None, dict[str, str]]:
    """Read plain data as a profile.

    Returns:
        The profile, and what is wrong: place → Indonesian sentence. None when it has not even the shape.
    """
    try:
        profile = parse(data)
    except ProfileError as error:
        place = _PLACE.match(str(error))
        return None, {place[1]: place[2]} if place else {"": str(error)}
    problems: dict[str, str] = {}
    for path, message in _problems(profile):
        problems.setdefault(path, message)
    return profile, problems


def _problems(profile: Profile) -> Iterator[tuple[str, str]]:
    yield from _texts(profile)
    yield from _hours(profile)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(profile.limits, name) <= most:
            yield f"limits.{name}", f"Isi antara {least} dan {most}."
    yield from _visits(profile)
    for name, (least, most) in ROOM_BOUNDS.items():
        if not least <= getattr(profile.rooms, name) <= most:
            yield f"rooms.{name}", f"Isi antara {least} dan {most}."
    if profile.rooms.longest_minutes < profile.rooms.slot_minutes:
        yield "rooms.longest_minutes", "Pemesanan paling lama tidak boleh lebih pendek daripada satu pilihan jam."
    for name, (least, most) in TRAINING_BOUNDS.items():
        if not least <= getattr(profile.trainings, name) <= most:
            yield f"trainings.{name}", f"Isi antara {least} dan {most}."
    asked = profile.trainings.questions
    if not 1 <= len(asked) <= _MOST_QUESTIONS or any(
        not 0 < len(words.strip()) <= _LONGEST_QUESTION for words in asked
    ):
        yield (
            "trainings.questions",
            f"Tulis 1 sampai {_MOST_QUESTIONS} pernyataan, masing-masing paling panjang {_LONGEST_QUESTION} huruf.",
        )
    yield from _survey(profile)
    for name in ("registration", "change"):
        days = getattr(profile.limits, f"{name}_days")
        if any(not 0 < day < days for day in getattr(profile.limits, f"{name}_reminder_days")):
            yield f"limits.{name}_reminder_days", f"Setiap pengingat antara 1 dan {days - 1} hari sebelum berakhir."
    if any(not 0 < day <= _MOST_REMINDER_DAYS for day in profile.limits.official_reminder_days):
        yield (
            "limits.official_reminder_days",
            f"Setiap pengingat antara 1 dan {_MOST_REMINDER_DAYS} hari sebelum berakhir.",
        )
    for key, pattern in profile.number_patterns.items():
        if problem := pattern_problem(pattern, values=profile.number_values):
            yield f"number_patterns.{key}", problem
    for key, value in profile.number_values.items():
        if not value.strip():
            yield f"number_values.{key}", "Isi nilai ini; tanpa itu nomor naskah berlubang."
    yield from _retention(profile)
    yield from _sla(profile)


def _survey(profile: Profile) -> Iterator[tuple[str, str]]:
    for name, (least, most) in SURVEY_BOUNDS.items():
        if not least <= getattr(profile.survey, name) <= most:
            yield f"survey.{name}", f"Isi antara {least} dan {most}."
    services = profile.survey.services
    if not 1 <= len(services) <= _MOST_SERVICES or len(set(services)) != len(services):
        yield "survey.services", f"Tulis 1 sampai {_MOST_SERVICES} layanan, masing-masing satu kali."
    elif max(map(len, services)) > _LONGEST_SERVICE:
        yield "survey.services", f"Nama layanan paling panjang {_LONGEST_SERVICE} huruf."
    for key in ELEMENTS:
        if key not in profile.survey_elements:
            yield f"survey_elements.{key}", "Unsur ini harus ada."
    for key, element in profile.survey_elements.items():
        place = f"survey_elements.{key}"
        if key not in ELEMENTS:
            yield place, "Unsur survei ada sembilan, U1 sampai U9."
        if not 0 < len(element.name.strip()) <= _LONGEST_SERVICE:
            yield f"{place}.name", f"Beri nama unsur ini, paling panjang {_LONGEST_SERVICE} huruf."
        if not 0 < len(element.question.strip()) <= _LONGEST_QUESTION:
            yield f"{place}.question", f"Tulis pertanyaannya, paling panjang {_LONGEST_QUESTION} huruf."
        if len(element.answers) != BEST or any(not 0 < len(one.strip()) <= _LONGEST_SERVICE for one in element.answers):
            yield f"{place}.answers", f"Tulis {BEST} jawaban, dari yang paling buruk sampai yang paling baik."
        if not 1 <= element.weight <= _MOST_WEIGHT:
            yield f"{place}.weight", f"Isi bobot antara 1 dan {_MOST_WEIGHT}; bobot yang sama berarti sama penting."
    yield from _bands(profile)


def _bands(profile: Profile) -> Iterator[tuple[str, str]]:
    last: Decimal | None = None
    for key, band in sorted(profile.survey_bands.items()):
        if not 0 < len(band.label.strip()) <= _LONGEST_SERVICE:
            yield f"survey_bands.{key}.label", "Tulis sebutan mutunya, misalnya “Baik”."
        least = points(band.least)
        if least is None:
            yield f"survey_bands.{key}.least", "Tulis nilai antara 25 dan 100 dengan koma, misalnya 88,31."
        elif last is not None and least >= last:
            yield f"survey_bands.{key}.least", "Nilai ini harus di bawah batas mutu sebelumnya."
        last = least if least is not None else last
    if last != Decimal(25):
        place = f"survey_bands.{max(profile.survey_bands)}.least" if profile.survey_bands else "survey_bands"
        yield place, "Mutu yang paling rendah mulai dari 25,00, nilai terendah survei."


def _sla(profile: Profile) -> Iterator[tuple[str, str]]:
    for key in (f"{priority}_{kind}" for priority in SlaPriority.values for kind in SlaKind.values):
        if not 1 <= profile.sla.get(key, 0) <= MOST_TARGET_MINUTES:
            yield f"sla.{key}", f"Isi target antara 1 dan {MOST_TARGET_MINUTES} menit kerja."


def _retention(profile: Profile) -> Iterator[tuple[str, str]]:
    for key, rule in profile.retention.items():
        place = f"retention.{key}"
        if not rule.label.strip():
            yield f"{place}.label", "Beri nama golongan arsip ini."
        if rule.event not in RetentionEvent.values:
            yield f"{place}.event", "Pilih kejadian yang memulai masa simpan."
        if rule.fate not in RetentionFate.values:
            yield f"{place}.fate", "Pilih musnah, permanen, atau dinilai kembali."
        if not 1 <= rule.active_years <= MOST_YEARS:
            yield f"{place}.active_years", f"Isi antara 1 dan {MOST_YEARS} tahun."
        if not 0 <= rule.inactive_years <= MOST_YEARS:
            yield f"{place}.inactive_years", f"Isi antara 0 dan {MOST_YEARS} tahun."


def _texts(profile: Profile) -> Iterator[tuple[str, str]]:
    if not _REGION.fullmatch(profile.region.code):
        yield "region.code", "Tulis kode kabupaten/kota seperti 73.22."
    if ZONES.get(profile.region.time_zone) != profile.region.zone_label:
        yield "region.time_zone", "Pilih zona WIB, WITA, atau WIT."
    if _day(profile.regulation.promulgated) is None:
        yield "regulation.promulgated", "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2010-12-31."
    if not 1945 <= profile.regulation.year <= 2100:
        yield "regulation.year", "Tulis tahun dengan empat angka."
    try:
        validate_email(profile.contact.email)
    except ValidationError:
        yield "contact.email", "Tulis alamat surel yang lengkap, misalnya lpse@contoh.go.id."
    if profile.signatory.nip and not _NIP.fullmatch(profile.signatory.nip):
        yield "signatory.nip", "NIP terdiri atas 18 angka tanpa spasi; kosongkan bila tidak ada."
    if not _COLOUR.fullmatch(profile.letterhead.color):
        yield "letterhead.color", "Tulis warna sebagai # dan enam angka atau huruf a–f, misalnya #0f6b4f."
    if not 1 <= len(profile.letterhead.lines) <= 4:
        yield "letterhead.lines", "Kop memuat satu sampai empat baris."


def _visits(profile: Profile) -> Iterator[tuple[str, str]]:
    for name, (least, most) in VISIT_BOUNDS.items():
        if not least <= getattr(profile.visits, name) <= most:
            yield f"visits.{name}", f"Isi antara {least} dan {most}."
    counters = profile.visits.counters
    if not counters or len(set(counters)) != len(counters):
        yield "visits.counters", "Isi paling sedikit satu loket, masing-masing dengan nama sendiri."
    elif max(map(len, counters)) > _LONGEST_COUNTER:
        yield "visits.counters", f"Nama loket paling panjang {_LONGEST_COUNTER} huruf, supaya terbaca dari jauh."


def _hours(profile: Profile) -> Iterator[tuple[str, str]]:
    if not profile.hours:
        yield "hours.0.label", "Isi paling sedikit satu masa jam layanan."
    for number, week in enumerate(profile.hours):
        place = f"hours.{number}"
        begin, end = _day(week.valid_from), _day(week.valid_until) if week.valid_until else date.max
        if not week.label.strip():
            yield f"{place}.label", "Beri nama masa ini, misalnya “Jam layanan” atau “Bulan Ramadan”."
        if begin is None:
            yield f"{place}.valid_from", "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-01-01."
        if end is None:
            yield f"{place}.valid_until", "Tulis tanggal sebagai tahun-bulan-hari, atau kosongkan."
        elif begin is not None and end < begin:
            yield f"{place}.valid_until", "Tanggal akhir harus sesudah tanggal mulai."
        for day in DAYS:
            if day not in week.days:
                yield f"{place}.{day}", f"Isi jam hari {DAY_WORDS[day]}; kosong berarti tutup."
                continue
            try:
                opening_spans(week.days[day])
            except ProfileError as error:
                yield f"{place}.{day}", f"{str(error)[:1].upper()}{str(error)[1:]}."
        if not any(week.days.values()):
            yield f"{place}.mon", "Kantor harus buka paling sedikit satu hari; tanpa itu tenggat tidak dapat dihitung."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
