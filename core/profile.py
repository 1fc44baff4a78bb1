"""The LPSE profile in force: names, articles, zone, letterhead, hours, limits, number patterns (rule 10).

`core/profiles/*.toml` are the reviewed files that ship; `load_profile` puts one into the database as version 1; the
Kepala edits it there, and each change is a new `ProfileVersion`. Code reads `current()` and nothing else.
"""

import re
import time
import tomllib
import types
import typing
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.models import ProfileVersion
from core.profile_rooms import Rooms, Trainings
from core.profile_survey import Survey, SurveyBand, SurveyElement

SHIPPED = Path(__file__).parent / "profiles"
_KEPT_SECONDS = 5
# Groups of values to which a later portal adds.
_GROWING = frozenset(
    [
        "unit",
        "limits",
        "visits",
        "rooms",
        "trainings",
        "articles",
        "number_patterns",
        "number_values",
        "retention",
        "sla",
        "survey",
    ]
)
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class ProfileError(ValueError):
    """The data does not have the shape of a profile; the message names the place."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Region:
    """The regency (Kemendagri code ``PP.KK``), its seat and its time zone."""

    name: str
    government: str
    code: str
    province: str
    seat: str
    time_zone: str
    zone_label: str


@dataclass(frozen=True)
class Regulation:
    """The Peraturan Bupati this LPSE stands on. `promulgated` is an ISO date."""

    short_title: str
    title: str
    number: str
    year: int
    promulgated: str


@dataclass(frozen=True)
class Unit:
    """The LPSE itself and what its offices are called here (Pasal 1, 5, 6, 7).

    `other_entities` are the users besides ULP, Pejabat Pengadaan, PPK and Auditor that the terms of use of SPSE name;
    none means that nobody registers as such. `data_authority` is told of a
    failure of the protection of personal data. `lkpp_recipient` is whom letters to LKPP address. `referral` answers who asks for what is not the LPSE's to decide.
    """

    name: str
    short_name: str
    host_agency: str
    about: str
    aims: str
    head_title: str
    deputy_title: str
    committee_term: str
    sla_party: str
    other_entities: tuple[str, ...]
    data_authority: str
    lkpp_recipient: str
    referral: str


@dataclass(frozen=True)
class Contact:
    """Where people find the office."""

    address: str
    postal_code: str
    phone: str
    email: str
    website: str


@dataclass(frozen=True)
class Signatory:
    """Who signs letters: title as printed above the name, name, NIP (may be empty), rank."""

    title: str
    name: str
    nip: str
    rank: str


@dataclass(frozen=True)
class Letterhead:
    """Kop of letters. `coat_of_arms` is a file name in DATA_DIR/profile, empty for the neutral shield marked CONTOH.

    `paper` is A4 or F4 (215 x 330 mm); `color` is the regency's colour as #rrggbb.
    """

    lines: tuple[str, ...]
    coat_of_arms: str
    paper: str
    color: str
    place: str


@dataclass(frozen=True)
class WeekHours:
    """Opening hours valid from one ISO date to another (empty: open end); days map ``mon``…``sun`` to spans like 07:30-12:00."""

    label: str
    valid_from: str
    valid_until: str
    days: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Limits:
    """File policy and clocks of registration; sizes in MiB and megapixels, times in days, hours or minutes.

    `registration_return_days` is the least an applicant has to complete what was sent back, however little was left;
    it holds for change requests too, whose own time is `change_days`. `own_data_days` is how long a copy of the own data
    can be downloaded; `breach_notice_hours` how soon people are told after a failure of protection was found, in
    calendar hours. `ticket_confirm_days` is how long a solved request waits for its user's word; `ticket_warn_percent`
    the part of a promised time after which the office warns itself; `lkpp_follow_up_days` how long LKPP is given to answer
    before it is reminded. `article_review_days` is after how long a published article of help is read again;
    `search_miss_days` how long words that found nothing are kept. `ticket_guest_files` is how many files of somebody
    without an account one ticket takes, `ticket_mails_per_hour` how many mails of one sender are taken in an hour.
    """

    file_mib: int
    file_pages: int
    file_megapixels: int
    files_per_case: int
    registration_days: int
    registration_reminder_days: tuple[int, ...]
    registration_return_days: int
    change_days: int
    change_reminder_days: tuple[int, ...]
    confirmation_hours: int
    unconfirmed_hours: int
    mails_per_address_per_day: int
    claim_minutes: int
    objection_days: int
    official_reminder_days: tuple[int, ...]
    own_data_days: int
    breach_notice_hours: int
    ticket_confirm_days: int
    ticket_warn_percent: int
    lkpp_follow_up_days: int
    article_review_days: int
    search_miss_days: int
    ticket_guest_files: int
    ticket_mails_per_hour: int


@dataclass(frozen=True)
class Visits:
    """Appointments and the counter: minutes, hours and days; a capacity of 0 means that this way is not offered.

    `cancel_hours` is how long before its time an appointment may still be moved or cancelled; `no_show_minutes` how
    long after its time it is kept; `counters` are the names that the waiting room's screen shows.
    """

    slot_minutes: int
    desk_capacity: int
    video_capacity: int
    days_ahead: int
    cancel_hours: int
    no_show_minutes: int
    video_note: str
    counters: tuple[str, ...]


@dataclass(frozen=True)
class RetentionRule:
    """How long a class of files is kept: `event` starts the clock, `fate` says what follows (values of core.enums)."""

    label: str
    event: str
    active_years: int
    inactive_years: int
    fate: str


@dataclass(frozen=True)
class Profile:
    """The whole profile.

    `survey_elements` are keyed ``u1``…``u9``, `survey_bands` by the letter of the band, the best first.
    `articles` maps a stable key to the article as this regulation numbers it; empty: not in it. `sla` are the first
    targets in working minutes, ``<priority>_<kind>``; from then on the table of targets counts.
    """

    slug: str
    region: Region
    regulation: Regulation
    unit: Unit
    contact: Contact
    signatory: Signatory
    letterhead: Letterhead
    hours: tuple[WeekHours, ...]
    limits: Limits
    visits: Visits
    rooms: Rooms
    trainings: Trainings
    survey: Survey
    survey_elements: dict[str, SurveyElement]
    survey_bands: dict[str, SurveyBand]
    articles: dict[str, str]
    role_labels: dict[str, str]
    number_patterns: dict[str, str]
    number_values: dict[str, str]
    retention: dict[str, RetentionRule]
    sla: dict[str, int]

    @property
    def zone(self) -> ZoneInfo:
        """The LPSE's time zone; every printed time carries `region.zone_label`."""
        return ZoneInfo(self.region.time_zone)

    def article(self, key: str) -> str:
        """The article under a key, e.g. ``Pasal 22 ayat (5)``; empty when this regulation has none.

        Raises:
            KeyError: no profile may leave a known key out.
        """
        return self.articles[key]


def opening_spans(spans: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Opening hours such as ``07:30-12:00`` as minutes since midnight.

    Raises:
        ProfileError: a span is not of that form, is empty, or begins before the one listed ahead of it ends.
    """
    found: list[tuple[int, int]] = []
    for span in spans:
        match = _SPAN.fullmatch(span)
        if not match:
            raise ProfileError(f"tulis jam seperti 07:30-12:00, bukan “{span}”")
        begin, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if end > 24 * 60 or begin >= end:
            raise ProfileError(f"jam selesai harus sesudah jam mulai pada “{span}”")
        if found and begin < found[-1][1]:
            raise ProfileError(f"jam “{span}” bertindih dengan jam sebelumnya; urutkan dari pagi ke sore")
        found.append((begin, end))
    return tuple(found)


def parse(data: dict[str, Any]) -> Profile:
    """Build a profile from plain data.

    Raises:
        ProfileError: a value is missing, unknown or of the wrong type; the message names the place.
    """
    profile = _build(Profile, data, "profil")
    if profile.letterhead.paper not in {"A4", "F4"}:
        raise ProfileError("profil.letterhead.paper: pakai A4 atau F4")
    try:
        ZoneInfo(profile.region.time_zone)
    except (KeyError, ValueError) as error:
        raise ProfileError(f"profil.region.time_zone: zona {profile.region.time_zone} tidak dikenal") from error
    return profile


def dump(profile: Profile) -> dict[str, Any]:
    """Plain data of a profile, ready for JSON."""
    return asdict(profile)


def stored(data: dict[str, Any]) -> Profile:
    """Build a profile from what a version holds; what the portal learned to ask only later is as the shipped one says.

    Raises:
        ProfileError: as `parse`.
    """
    return parse(completed(data))


def completed(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a version with the values that it was stored too early to have."""
    path = SHIPPED / f"{Path(str(data.get('slug', ''))).name}.toml"
    if not path.is_file():
        return data
    with path.open("rb") as file:
        whole = tomllib.load(file)
    return whole | {
        key: {**whole[key], **value} if key in _GROWING and isinstance(value, dict) else value
        for key, value in data.items()
    }


def shipped(slug: str) -> Profile:
    """Read one of the profiles that ship with the portal."""
    with (SHIPPED / f"{slug}.toml").open("rb") as file:
        return parse(tomllib.load(file))


# When it was read, and what: primary key and content.
_kept: tuple[float, tuple[int, Profile]] | None = None


def current_version() -> tuple[int, Profile]:
    """Primary key and content of the version in force, kept for a few seconds in each process.

    A page asks a few hundred times (every date it prints), so it is kept as it is: Django's local cache would unpickle
    the whole profile each time.

    Raises:
        ProfileError: no profile was loaded yet (`manage.py load_profile`).
    """
    global _kept
    kept = _kept
    if kept is None or time.monotonic() - kept[0] > _KEPT_SECONDS:
        version = ProfileVersion.objects.order_by("-pk").first()
        if version is None:
            raise ProfileError("No LPSE profile in the database: run manage.py load_profile luwu-utara")
        _kept = kept = (time.monotonic(), (version.pk, stored(version.data)))
    return kept[1]


def current() -> Profile:
    """The profile in force."""
    return current_version()[1]


def forget() -> None:
    """Drop this process's copy, after a new version was stored."""
    global _kept
    _kept = None


def _build(kind: Any, value: Any, path: str) -> Any:
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise ProfileError(f"{path}: seharusnya kelompok isian")
        hints = typing.get_type_hints(kind)
        names = {item.name for item in fields(kind)}
        for name in sorted(set(value) ^ names):
            raise ProfileError(f"{path}.{name}: {'tidak dikenal' if name in value else 'belum diisi'}")
        return kind(**{name: _build(hints[name], value[name], f"{path}.{name}") for name in names})  # type: ignore[operator]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise ProfileError(f"{path}: seharusnya daftar")
        return tuple(_build(arguments[0], item, f"{path}.{index}") for index, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ProfileError(f"{path}: seharusnya kelompok isian")
        return {str(key): _build(arguments[1], item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(kind, types.UnionType) or not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ProfileError(f"{path}: seharusnya {'bilangan' if kind is int else 'teks'}")
    return value
