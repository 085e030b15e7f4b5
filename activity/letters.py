"""How a mail gets its words: from three templates, in the language that is active when it is sent."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from activity.registry import Letter


def letter(template: str, context: Mapping[str, Any]) -> Letter:
    """The mail of ``<template>_subject.txt``, ``<template>_message.txt`` and ``<template>_message.html``.

    The messages extend ``mail/base.txt`` and ``mail/base.html``. Links in ``context`` are whole addresses:
    see ``absolute``.
    """
    words = {**context, "site_url": settings.SITE_URL}
    # A line break in a subject would be a header of somebody else's making.
    subject = " ".join(render_to_string(f"{template}_subject.txt", words).split())
    return Letter(
        subject=subject,
        text=render_to_string(f"{template}_message.txt", words).strip() + "\n",
        html=render_to_string(f"{template}_message.html", words),
    )


def absolute(path: str) -> str:
    """The whole address of a path of ours, for mails and files that are read elsewhere."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
