"""What every page's frame needs: where one can go, the languages, the doors. No query but one: what is unread."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.models import unread
from alliances.models import coordinated_by
from people.models import Person

# Name of the address, word, icon. A room that does not stand yet has no address, and so no link.
PLACES = (
    ("courtyard:home", _("Courtyard"), "court"),
    ("initiatives:list", _("Initiatives"), "people"),
    ("challenges:list", _("Challenges"), "flag"),
    ("connections:map", _("Connections"), "globe"),
    ("visits:list", _("Visits"), "calendar"),
    ("voices:ideas", _("Your idea"), "plus"),
)
DOORS = {
    "log_url": "initiatives:new",
    "desk_url": "courtyard:desk",
    "inbox_url": "activity:inbox",
    "overview_url": "courtyard:overview",
    "search_url": "courtyard:search",
    "menu_url": "courtyard:menu",
    "help_url": "courtyard:help",
    "accessibility_url": "courtyard:accessibility",
    "privacy_url": "courtyard:privacy",
    "language_url": "web:language",
    "sign_in_url": "account_login",
    "sign_out_url": "account_logout",
    "demo_url": "demo:enter",
    "demo_mail_url": "demo:mail",
}
# The demo's cast, one click each on its sign-in page; nothing reads this outside demo mode.
DEMO_PEOPLE = (
    ("partner@celje.example", _("Partner: Celje Youth Centre")),
    ("coordinator@celje.example", _("Coordinator of the alliance in Celje")),
    ("partner@kosice.example", _("Transfer partner: Košice")),
    ("partner@varazdin.example", _("Transfer partner: Varaždin")),
    ("partner@nardo.example", _("Transfer partner: Nardò")),
    ("admin@celje.example", _("Administrator")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation; ``current`` when the page stands in that room, ``count`` what is new there."""

    words: str | Promise
    url: str
    icon: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its own name."""

    code: str
    name: str
    current: bool


class House:
    """The frame of one page; templates read it as ``house``.

    Every ``…_url`` is an address or ``None`` while its room does not stand.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.get_full_path()
        self._at = request.path
        self._person = getattr(request, "user", None)
        self._addresses = _addresses(get_language() or "en", get_urlconf())

    def __getattr__(self, name: str) -> str | None:
        if name not in DOORS:
            raise AttributeError(name)
        return self._addresses.get(DOORS[name])

    @cached_property
    def navigation(self) -> list[Place]:
        """The rooms that stand, in their order."""
        home = self._addresses.get("courtyard:home")
        return [
            Place(words, url, icon, self._at == url or (url != home and self._at.startswith(url)))
            for name, words, icon in PLACES
            if (url := self._addresses.get(name))
        ]

    @cached_property
    def mine(self) -> list[Place]:
        """Where a signed-in person's own things are. Who arrived by a session brought what this asks along."""
        desk, inbox = self._addresses.get("courtyard:desk"), self._addresses.get("activity:inbox")
        found = [Place(_("My desk"), desk, "desk", self._at == desk)] if desk else []
        if inbox and isinstance(self._person, Person):
            found.append(Place(_("Inbox"), inbox, "mail", self._at == inbox, unread(self._person)))
        overview = self._addresses.get("courtyard:overview")
        if overview and looks_after_one(self._person):
            found.append(Place(_("Overview"), overview, "eye", self._at == overview))
        return found

    @cached_property
    def tabs(self) -> dict[str, Place]:
        """The phone's bar, by room: courtyard, challenges."""
        words = {"courtyard:home": "courtyard", "challenges:list": "challenges"}
        names = {self._addresses.get(name): word for name, word in words.items()}
        return {names[place.url]: place for place in self.navigation if place.url in names}

    @cached_property
    def languages(self) -> list[Language]:
        now = get_language()
        return [Language(code, name, code == now) for code, name in settings.LANGUAGES]

    @cached_property
    def language(self) -> Language:
        """The language of this page."""
        return next((one for one in self.languages if one.current), self.languages[0])

    @property
    def sign_in_here_url(self) -> str | None:
        """The sign-in page, which leads back to this one."""
        door = self._addresses.get("account_login")
        if not door or self._at.startswith(door.removesuffix("login/")):
            return door
        return f"{door}?{urlencode({'next': self.path})}"

    @property
    def at(self) -> str:
        """The path without its query, to know a link's own page."""
        return self._at

    @property
    def demo(self) -> tuple[tuple[str, str | Promise], ...]:
        """(e-mail, role) of each demo person; empty outside demo mode."""
        return DEMO_PEOPLE if settings.DEMO and self.demo_url else ()


def looks_after_one(person: Any) -> bool:
    """Whether the overview is for ``person``."""
    if not isinstance(person, Person):
        return False
    brought = getattr(person, "coordinates", None)
    return person.is_administrator or (bool(coordinated_by(person)) if brought is None else brought)


@lru_cache(maxsize=32)
def _addresses(language: str, urlconf: str | None) -> dict[str, str]:
    """Name → address in this language, for the rooms that stand."""
    found = {}
    for name in [*(place[0] for place in PLACES), *DOORS.values()]:
        try:
            found[name] = reverse(name, urlconf=urlconf)
        except NoReverseMatch:
            continue
    return found


def house(request: HttpRequest) -> dict[str, House]:
    """Context processor: ``house`` on every page."""
    return {"house": House(request)}
