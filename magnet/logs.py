"""One line of log per thing that happened: readable in the demo, JSON elsewhere, on standard output."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# What opens a door is no log line's business: invitations, reset keys, calendar addresses.
SECRETS = re.compile(r"(/(?:invitations|key|confirm-email|calendar)/)[^/\s?]+")


def without_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the secret part of an address, and leave out what a line does not need to know of a person."""
    event.pop("ip", None)
    event.pop("user_agent", None)
    for key in ("request", "event"):
        if isinstance(event.get(key), str):
            event[key] = SECRETS.sub(r"\1…", event[key])
    return event


def configure(level: str, *, readable: bool) -> dict[str, Any]:
    """Set structlog up and return Django's ``LOGGING``; ``level`` is the least that is written."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        without_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            },
        },
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            # Django's own handlers would write each line twice and mail the administrators.
            "django": {"handlers": [], "propagate": True},
            # A missing page is said once, by the request's own line.
            "django.request": {"level": "ERROR"},
            # Scanners name any host; they get their 400 and no line.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
