"""The pages of what may be asked for by whom it concerns; part of the directory."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.listed import Page

PAGES: tuple[Page, ...] = (
    Page(
        _("Technical failures"),
        _("What a failure touched, and one remedy for all of it"),
        "correspondence.failures",
        Action.FAILURE_READ,
        (),
    ),
    Page(
        _("Remedies"),
        _("What was done about technical failures that touched you"),
        "correspondence.remedies",
        Action.REMEDY_READ,
        (),
    ),
    Page(
        _("Own files"),
        _("What candidates get of their own file, and its one link"),
        "rights.own_files",
        Action.OWN_FILE_READ,
        (),
    ),
    Page(
        _("Feedback letters"),
        _("What a candidate is told of the own result, and nothing of others"),
        "feedback.letters",
        Action.FEEDBACK_READ,
        (),
    ),
)
"""After the requests that they answer."""
