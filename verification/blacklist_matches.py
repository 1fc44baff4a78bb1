"""What the national blacklist holds that looks like an applicant: evidence with reasons, for a person to judge.

Nothing here decides anything; the officer records what the list says (`verification.services.findings`).
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from rapidfuzz import fuzz

from registration.models import Application
from registration.regions import ancestry, region
from verification.blacklist_names import npwp_key, same_regency, split_name, tokens_of, visible_digits
from verification.enums import SnapshotState
from verification.models import BlacklistEntry, BlacklistSnapshot

# Names at least this alike (0-100) are shown; with equal NPWP digits a looser likeness is enough.
ALIKE = 85
ALIKE_WITH_NPWP = 50
MOST_SHOWN = 8
MOST_CANDIDATES = 2_000


@dataclass(frozen=True)
class Match:
    """One entry that looks like the applicant, how much (0-100), and why."""

    entry: BlacklistEntry
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What the list in use says about an applicant; `snapshot` is None while no list was imported."""

    snapshot: BlacklistSnapshot | None
    matches: tuple[Match, ...]


def blacklist_look(application: Application) -> Look:
    """Compare name, visible NPWP digits and regency with the list in use; the most alike first."""
    snapshot = BlacklistSnapshot.objects.defer("content", "errors").filter(state=SnapshotState.CURRENT).first()
    if snapshot is None:
        return Look(None, ())
    _, name = split_name(application.name)
    npwp = str(application.npwp)
    alike = Q(tokens__overlap=tokens_of(name))
    if key := npwp_key(npwp[1:] if len(npwp) == 16 and npwp[0] == "0" else ""):
        alike |= Q(npwp_key=key)
    candidates = BlacklistEntry.objects.filter(alike, snapshot=snapshot).order_by("pk")[:MOST_CANDIDATES]
    place = _regency(application.region_code)
    found = [match for entry in candidates if (match := _compare(entry, name, npwp, place))]
    found.sort(key=lambda match: (-match.score, match.entry.row))
    return Look(snapshot, tuple(found[:MOST_SHOWN]))


def _compare(entry: BlacklistEntry, name: str, npwp: str, place: str) -> Match | None:
    likeness = round(fuzz.token_sort_ratio(name, entry.plain_name))
    places, agrees = visible_digits(entry.npwp_pattern, npwp)
    near = same_regency(entry.regency, place)
    has_digits = bool(places) and agrees
    if likeness < (ALIKE_WITH_NPWP if has_digits else ALIKE):
        return None
    reasons = ["Nama sama" if likeness == 100 else f"Nama mirip {likeness} dari 100"]
    score = likeness * 6 // 10
    if places:
        words = ", ".join(str(number) for number in places)
        score += 30 if agrees else -30
        reasons.append(f"Angka NPWP yang terlihat (urutan {words}) {'sama' if agrees else 'berbeda'}")
    else:
        reasons.append("NPWP tidak dapat dibandingkan")
    if near:
        score += 10
        reasons.append("Kabupaten/kota sama menurut daftar")
    return Match(entry, max(score, 0), tuple(reasons))


@lru_cache(maxsize=64)
def _regency(code: str) -> str:
    codes = ancestry(code)
    found = region(codes[1]) if len(codes) > 1 else None
    return found.name if found else ""
