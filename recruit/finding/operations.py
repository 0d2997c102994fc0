"""Searching: what is shown of a document is recorded before it is shown (D2).

A few words of a file are a view of that file: without an entry somebody could read files
by their excerpts unseen. One entry covers a reader and a document for half an hour, as at
the door, and an opening of the document covers its excerpts too.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core import ids
from recruit.documents.models import View
from recruit.documents.rules.door import asked as asked_of
from recruit.documents.rules.door import half_hour
from recruit.finding import queries
from recruit.finding.places import Place
from recruit.finding.queries import Found
from recruit.finding.rules.asking import Asked


def search(
    connection: Connection,
    reader: Reader,
    asked: Asked,
    *,
    circulation_id: str = "",
    after: Place | None = None,
) -> Found:
    """A page of what this reader finds; new entries are committed before it returns.

    connection: the request's own, for reading. circulation_id: the list that counts, for a
    member. after: where the page before ended.

    Where an entry is needed the page is found anew inside the writing transaction, so that
    what is recorded is what is shown. Raises Refusal (nothing) where the grant ended.
    """
    found = queries.search(connection, reader, asked, circulation_id=circulation_id, after=after)
    if not found.unrecorded:
        return found
    with act(reader, asked_of(Action.APPLICATION_READ, reader.capacity)) as a:
        found = queries.search(
            a.session.connection(), a.reader, asked, circulation_id=circulation_id, after=after
        )
        documents = found.unrecorded
        if not documents:
            a.silent = True
            return found
        views = {}
        for document_id in documents:
            views[document_id] = ids.reference()
            a.session.add(
                View(
                    procedure_id=reader.procedure_id,
                    document_id=document_id,
                    person_id=reader.person_id,
                    capacity=reader.capacity,
                    kind=queries.EXCERPT,
                    half_hour=half_hour(a.now.timestamp()),
                    reference=views[document_id],
                    at=a.now,
                )
            )
        a.record(reader.procedure_id, excerpts=views)
    return found
