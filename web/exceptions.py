"""What a verb says when it refuses, in words a person can read."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A verb was refused; nothing was written.

    ``message`` is a (lazily) translated sentence for the person who asked; ``field`` names the form
    field it belongs to, or "" when it concerns the whole act.
    """

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Overtaken(DomainError):  # noqa: N818  (a refusal like any other)
    """What the person had read before answering was changed by somebody else since; nothing was written."""


class Withdrawn(Exception):  # noqa: N818  (not a fault: the page answers 410 with the reason)
    """The thing was here and was withdrawn; ``reason`` is what its withdrawer wrote."""

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(title)
        self.title = title
        self.reason = reason
