"""What apps bring to shared places: front-page panels, cards of the staff's page, navigation, permissions of roles, document kinds.

Each app registers in its `ready()`; `lpse` and core's pages collect. Nothing here knows any app.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:  # models read this module
    from core.models import Person, StoredFile, User

# How a state's badge looks: a shape and a colour each (core.templatetags.portal).
TONES = frozenset({"good", "warn", "bad", "info", "wait", "stop", "quiet"})


@dataclass(frozen=True)
class Panel:
    """A block of the front page.

    Args:
        context: called per rendering of the (cached) page; returns the template's context, or None to show nothing.
    """

    key: str
    template: str
    order: int
    context: Callable[[], dict[str, Any] | None]


@dataclass(frozen=True)
class BannerLine:
    """A line on top of every public page.

    Args:
        label: what it is, in a word.
        tone: as of `status_badge`.
    """

    label: str
    text: str
    url: str
    tone: str


@dataclass(frozen=True)
class NavigationItem:
    """A link of the public header; `url_name` must resolve without arguments."""

    label: str
    url_name: str
    order: int


@dataclass(frozen=True)
class FrontTask:
    """Something a visitor comes for: a card of the front page. `url_name` must resolve without arguments.

    Args:
        title: what the person does there, as a verb: "Daftar sebagai penyedia".
        text: one sentence; what it takes or what one gets.
        icon: name of a drawing in static/img/icons.svg.
        lead: also a button at the top of the page (the first by order is the main one, the second stands beside it).
    """

    title: str
    text: str
    icon: str
    url_name: str
    order: int
    lead: bool = False


@dataclass(frozen=True)
class AccountPanel:
    """A block of the signed-in person's own page /akun/, or None when it does not concern the person."""

    key: str
    template: str
    order: int
    context: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class DashboardCard:
    """A block of the staff's first page /admin/, which starts with what is due today.

    Args:
        order: the lower, the nearer to the top.
        context: what the template shows to this person now, or None when it does not concern the person.
    """

    key: str
    template: str
    order: int
    context: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class DeskPlace:
    """A page of a unit's desk that the others lead to. Pages of one URL namespace (``desk:``) are one desk.

    Args:
        permission: who may open it, as ``app_label.codename``.
    """

    label: str
    url_name: str
    order: int
    permission: str


@dataclass(frozen=True)
class DocumentKind:
    """A kind of official document.

    Args:
        key: slug; also the number series, whose pattern the profile gives.
        label: Indonesian name shown at /periksa/.
        template: letter template, extends ``core/letters/base.html``.
        template_version: raised whenever the template's words change.
        public_fields: context keys shown at /periksa/ beside number, kind, date, issuer and hash, with their labels.
        reader: permission that staff need besides the register's to read the file; empty when the register suffices.
    """

    key: str
    label: str
    template: str
    template_version: int = 1
    public_fields: dict[str, str] = field(default_factory=dict)
    reader: str = ""


@dataclass(frozen=True)
class ArchivedCase:
    """A case of the archive as its retention sees it.

    Args:
        number: public number of the case.
        class_key: class of the profile's rule table.
        event_on: local day of the event that starts the clock.
    """

    number: str
    class_key: str
    event_on: date


_BANNERS: list[Callable[[HttpRequest], list[BannerLine]]] = []
_PANELS: dict[str, Panel] = {}
_NAVIGATION: dict[str, NavigationItem] = {}
_FRONT_TASKS: dict[str, FrontTask] = {}
_TONES: dict[str, str] = {}
_ACCOUNT_PANELS: dict[str, AccountPanel] = {}
_DASHBOARD_CARDS: dict[str, DashboardCard] = {}
_DESK_PLACES: dict[str, DeskPlace] = {}
_DOCUMENT_KINDS: dict[str, DocumentKind] = {}
_ROLE_PERMISSIONS: dict[str, set[str]] = {}
_FILE_RULES: list[Callable[["User", "StoredFile"], bool]] = []
_ERASERS: list[Callable[["Person"], None]] = []
_REASON_RULES: list[Callable[["StoredFile"], bool]] = []
_ARCHIVES: list[Callable[["Person"], Iterable[ArchivedCase]]] = []


def register_banner(lines: Callable[[HttpRequest], list[BannerLine]]) -> None:
    """Add to what stands on top of every public page.

    Args:
        lines: gives the lines for whoever asks; called for every page, so it works from what is kept.
    """
    _BANNERS.append(lines)


def banner_lines(request: HttpRequest) -> list[BannerLine]:
    """What stands on top of this page."""
    return [line for lines in _BANNERS for line in lines(request)]


def register_panel(panel: Panel) -> None:
    """Add a block to the front page."""
    _PANELS[panel.key] = panel


def panels() -> list[Panel]:
    """Front-page blocks in order."""
    return sorted(_PANELS.values(), key=lambda panel: panel.order)


def register_navigation(item: NavigationItem) -> None:
    """Add a link to the public header."""
    _NAVIGATION[item.url_name] = item


def navigation() -> list[NavigationItem]:
    """Links of the public header in order."""
    return sorted(_NAVIGATION.values(), key=lambda item: item.order)


def register_front_task(task: FrontTask) -> None:
    """Add a card to the front page."""
    _FRONT_TASKS[task.url_name] = task


def front_tasks() -> list[FrontTask]:
    """Cards of the front page in order."""
    return sorted(_FRONT_TASKS.values(), key=lambda task: task.order)


def register_tones(tones: Mapping[str, str]) -> None:
    """Say how states look as badges: value of the state → good, warn, bad, info, wait, stop or quiet.

    Raises:
        ValueError: the tone is unknown, or another app gave this value a different one.
    """
    for value, tone_name in tones.items():
        if tone_name not in TONES:
            raise ValueError(f"{tone_name!r} is not a tone; use one of {', '.join(sorted(TONES))}")
        if _TONES.setdefault(str(value), tone_name) != tone_name:
            raise ValueError(f"state {value!r} already looks {_TONES[str(value)]!r}")


def tone(value: str) -> str:
    """How the badge of a state looks; ``quiet`` for a state no app spoke about."""
    return _TONES.get(value, "quiet")


def register_account_panel(panel: AccountPanel) -> None:
    """Add a block to the signed-in person's own page."""
    _ACCOUNT_PANELS[panel.key] = panel


def account_panels() -> list[AccountPanel]:
    """Blocks of /akun/ in order."""
    return sorted(_ACCOUNT_PANELS.values(), key=lambda panel: panel.order)


def register_dashboard_card(card: DashboardCard) -> None:
    """Add a block to the staff's first page."""
    _DASHBOARD_CARDS[card.key] = card


def dashboard_cards() -> list[DashboardCard]:
    """Blocks of /admin/ in order."""
    return sorted(_DASHBOARD_CARDS.values(), key=lambda card: card.order)


def register_desk_places(*places: DeskPlace) -> None:
    """Name pages of a desk; they stand above every page of that desk."""
    _DESK_PLACES.update({place.url_name: place for place in places})


def desk_places(namespace: str) -> list[DeskPlace]:
    """Pages of one desk in order."""
    found = [place for place in _DESK_PLACES.values() if place.url_name.startswith(f"{namespace}:")]
    return sorted(found, key=lambda place: place.order)


def register_document_kind(kind: DocumentKind) -> None:
    """Declare a kind of official document."""
    _DOCUMENT_KINDS[kind.key] = kind


def document_kind(key: str) -> DocumentKind:
    """The declared kind.

    Raises:
        KeyError: no app declared it.
    """
    return _DOCUMENT_KINDS[key]


def document_kinds() -> list[DocumentKind]:
    """All declared kinds."""
    return list(_DOCUMENT_KINDS.values())


def register_file_rule(
    rule: Callable[["User", "StoredFile"], bool], *, permission: str = "core.view_storedfile"
) -> None:
    """Let people with a permission see a file when the rule says yes, usually by the file's case number.

    Without a rule that says yes, only the owner sees a file.

    Args:
        permission: what the person must hold; the default opens the list of all files too.
    """
    _FILE_RULES.append(lambda user, file: user.has_perm(permission) and rule(user, file))


def file_rules() -> list[Callable[["User", "StoredFile"], bool]]:
    """Rules of all apps."""
    return list(_FILE_RULES)


def register_role_permissions(role: str, permissions: Iterable[str]) -> None:
    """Give a role Django permissions (``app_label.codename``); `sync_roles` pushes them into the database."""
    _ROLE_PERMISSIONS.setdefault(role, set()).update(permissions)


def role_permissions() -> dict[str, set[str]]:
    """Permissions of every role."""
    return {role: set(permissions) for role, permissions in _ROLE_PERMISSIONS.items()}


def register_eraser(eraser: Callable[["Person"], None]) -> None:
    """Let an app empty its own rows when a person's data is erased; it runs inside the erasing transaction.

    It raises a `Refusal` when the data must stay for now (a case still being decided), and then nothing is erased.
    """
    _ERASERS.append(eraser)


def erasers() -> list[Callable[["Person"], None]]:
    """Erasers of all apps."""
    return list(_ERASERS)


def register_archive(cases: Callable[["Person"], Iterable[ArchivedCase]]) -> None:
    """Let an app name the cases of a person that the archive keeps; their retention decides whether they may be erased."""
    _ARCHIVES.append(cases)


def archived_cases(person: "Person") -> list[ArchivedCase]:
    """Cases of a person in the archives of all apps."""
    return [case for cases in _ARCHIVES for case in cases(person)]


def register_reason_rule(rule: Callable[["StoredFile"], bool]) -> None:
    """Let an app say whose files open for others than the owner only with a reason: those of closed cases."""
    _REASON_RULES.append(rule)


def reason_rules() -> list[Callable[["StoredFile"], bool]]:
    """Rules of all apps."""
    return list(_REASON_RULES)
