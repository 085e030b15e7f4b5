"""Who may do what with movement: pure answers."""

from typing import Any


def may_see_what_is_owed(person: Any) -> bool:
    """What waits, what failed and why: the installation's administrators."""
    return bool(getattr(person, "is_administrator", False))


def may_erase(person: Any) -> bool:
    """Another's account, on their behalf: the installation's administrators."""
    return bool(getattr(person, "is_administrator", False))
