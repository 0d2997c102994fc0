"""The key ring: every key of the house, each wrapped by its parent, in a store of its own.

The store is an SQLite file apart from the database and its backups (beside PostgreSQL
too), so that a stolen database says nothing and erasing a key erases, in every backup,
what stood under it. The master key wraps the procedures' and the panels' keys, these
wrap the rest::

    master
      procedure/<procedure>              file/<procedure>/<candidate>, round/<round> (box),
                                         shelf/<procedure>/<shelf>, matter/<procedure>/<matter>;
                                         below a file: reading/<procedure>/<reading>,
                                         parcel/<procedure>/<parcel>
      panel/<procedure>                  judgement/<procedure>/<candidate>,
                                         ballots/<procedure>/<run>, report/<procedure>
      seal/<number>                      (``seal_key``: what seals the PDFs)

A wrapped key is bound to its path (``key id|parent id``).

Order, proven with kill -9: a key is on the disk before the file it is for, the file
before the row. Erasing goes the other way: the tombstone in the database's record, then
``erase`` here, then the certificate. Only ``KeyRing`` sees keys; a KMS can take the
place of the master by replacing how ``get`` unwraps the first level.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from recruit.core import sealing
from recruit.core.keystore import (
    MASTER,
    Erased,
    KeyExists,
    KeyStore,
    NoKey,
    OtherMaster,
    StillHeld,
)
from recruit.core.opened import Opened, T

__all__ = [
    "Erased",
    "KeyExists",
    "KeyRing",
    "KeyStore",
    "NoKey",
    "OtherMaster",
    "StillHeld",
    "ballots_key",
    "file_key",
    "init",
    "judgement_key",
    "master",
    "matter_key",
    "panel_key",
    "parcel_key",
    "path",
    "procedure_key",
    "reading_key",
    "report_key",
    "ring",
    "round_box",
    "shelf_key",
]


# --- the names -------------------------------------------------------------------


def master() -> str:
    """The id of the master key; it is not in the store."""
    return MASTER


def procedure_key(procedure: str) -> str:
    """The key of a procedure's files. Parent: master."""
    return f"procedure/{procedure}"


def panel_key(procedure: str) -> str:
    """The panel's key: what the panel alone reads. Parent: master."""
    return f"panel/{procedure}"


def file_key(candidate: str, procedure: str) -> str:
    """A candidate's file: name, fields, documents, correspondence. Parent: the procedure's key."""
    return f"file/{procedure}/{candidate}"


def judgement_key(candidate: str, procedure: str) -> str:
    """What was judged of a candidate: scores, references. Parent: the panel's key."""
    return f"judgement/{procedure}/{candidate}"


def reading_key(reading: str, procedure: str) -> str:
    """What one reader keeps for themselves of one file, or one reading book: no other row's.
    Parent: the candidate's file key; of a book the panel's key."""
    return f"reading/{procedure}/{reading}"


def ballots_key(procedure: str, run: int) -> str:
    """All ballots of one run, erased together (D3). Parent: the panel's key."""
    return f"ballots/{procedure}/{run}"


def report_key(procedure: str) -> str:
    """The report's first edition, erased with the scores (D3, J9). Parent: the panel's key."""
    return f"report/{procedure}"


def round_box(round_id: str) -> str:
    """The private key of a silence round's box (``KeyRing.make_box``). Parent: procedure's key."""
    return f"round/{round_id}"


def matter_key(matter: str, procedure: str) -> str:
    """A candidate's request, complaint or claim, erased with the applications (D3). Parent: the
    key of the procedure, or the panel's where the Chair answers."""
    return f"matter/{procedure}/{matter}"


def parcel_key(parcel: str, procedure: str) -> str:
    """A candidate's own file as it waits to be fetched (D4); gone once that is over. Parent: the
    file key, so that it goes with the file too."""
    return f"parcel/{procedure}/{parcel}"


def shelf_key(shelf: str, procedure: str) -> str:
    """What the words of a few candidates are written down under, to be found by; erased with
    any of them. Parent: the procedure's key."""
    return f"shelf/{procedure}/{shelf}"


def path(key_id: str, parent_id: str) -> str:
    """What a wrapped key is bound to."""
    return f"{key_id}|{parent_id}"


# --- the ring --------------------------------------------------------------------


FOLLOWED = 8
"""Master keys that a process follows, one after the other, before it gives up. On a busy
machine each may be replaced again before it was looked up."""


def mark_of(master_key: bytes) -> bytes:
    """What the store notes of the master key in force: 16 bytes that tell nothing of it."""
    return sealing.keyed_hash(master_key, "master key in force")[:16]


class KeyRing:
    """Gives out keys by their ids, opening them through their parents up to the master.

    Opened keys are remembered by each thread until anybody, in any process, writes to
    the store: an erasure counts at the next call everywhere.
    """

    def __init__(
        self, store: KeyStore, master_key: bytes, others: Callable[[], Iterable[bytes]] = tuple
    ) -> None:
        """others: master keys that may have taken over meanwhile, looked up when this one
        opens nothing any more (``masters``)."""
        if len(master_key) != sealing.KEY:
            raise ValueError("the master key has 32 bytes")
        self.store, self._master, self._cache = store, master_key, Opened()
        self._others = others

    def make(self, key_id: str, parent_id: str, now: datetime) -> None:
        """Make a key under its parent; on the disk before this returns, so call it first.

        now: aware time. Raises KeyExists, Erased (id or parent) or NoKey (parent).
        """
        self._keep(key_id, parent_id, sealing.new_key(), now)

    def make_box(self, key_id: str, parent_id: str, now: datetime) -> bytes:
        """Make a box (``sealing.seal_to``): returns its public key, keeps its private one.

        ``get(key_id)`` then gives the private key. Raises as ``make`` does.
        """
        public, private = sealing.generate_box()
        self._keep(key_id, parent_id, private, now)
        return public

    def _keep(self, key_id: str, parent_id: str, key: bytes, now: datetime) -> None:
        if key_id == master():
            raise KeyExists(key_id)
        for left in range(FOLLOWED, -1, -1):
            held = self._master
            parent = held if parent_id == master() else self.get(parent_id)
            wrapped = sealing.wrap_key(parent, key, path(key_id, parent_id))
            try:
                self.store.add(key_id, parent_id, wrapped, now, mark_of(held))
                return
            except OtherMaster:
                if not self._follow() and not left:
                    raise

    def _follow(self) -> bool:
        """Take the master key that the store says is in force; whether it is known here."""
        mark = self.store.mark()
        for other in self._others():
            if mark_of(other) == mark:
                self._master = other
                return True
        return False

    def get(self, key_id: str) -> bytes:
        """The key: 32 bytes. Raises Erased, NoKey, or sealing.Broken under another master."""
        self._look()
        known = self._cache.keys.get(key_id) or self.get_all([key_id]).get(key_id)
        while known is None:  # it, or one above it, is not there: which one says why
            key_id, _wrapped = self.store.row(key_id)
        return known

    def _look(self) -> None:
        cache, version = self._cache, self.store.version()
        if cache.version != version:
            cache.forget()
            cache.version = version

    def get_all(self, key_ids: Collection[str]) -> dict[str, bytes]:
        """These keys by id, those that are erased or missing left out.

        The store is asked once, and not at all for keys that this thread has opened before
        and that nobody can have erased since.
        """
        self._look()
        cache = self._cache
        missing = {key_id for key_id in key_ids if key_id not in cache.keys} - {master()}
        if missing:
            self._open_all(missing)
        found = {key_id: cache.keys[key_id] for key_id in key_ids if key_id in cache.keys}
        if master() in key_ids:
            found[master()] = self._master
        return found

    def remembered(self, make: Callable[..., T], *given: Hashable) -> T:
        """What make gives for these values, made once by a thread and forgotten with the keys.

        make rests on these values and this ring alone, and whoever asks has asked the rights
        to all of them. Sealed bytes stand for what they say: other words, other bytes.
        """
        self._look()
        return self._cache.made(make, given)

    def noted(self, *of: Hashable) -> Any:
        """What this thread noted of these values, None for nothing: where making it takes more
        than the values, ``remembered`` cannot make it."""
        self._look()
        return self._cache.noted(of)

    def note(self, value: Any, *of: Hashable) -> None:
        """Note a value, to be forgotten with the keys."""
        self._look()
        self._cache.note(of, value)

    def made_anew(self) -> None:
        """Have ``remembered`` make everything anew from now on (to measure, or to compare)."""
        self._cache.anew()

    def get_each(self, key_ids: tuple[str, ...]) -> Sequence[bytes]:
        """The same keys in the order of their ids, for ids that are asked for again and again:
        they are remembered together, as long as each of them is."""
        self._look()
        return self._cache.each(key_ids, self.get_all)

    def _open_all(self, key_ids: Collection[str]) -> None:
        for left in range(FOLLOWED, -1, -1):
            chains = self.store.chains(key_ids)
            try:
                for key_id in key_ids:
                    self._open(key_id, chains)
                return
            except sealing.Broken:  # another master key may have taken over since they were read
                if not left or self.store.chains(key_ids) == chains:
                    raise

    def _open(self, key_id: str, chains: Mapping[str, tuple[str, bytes]]) -> bytes | None:
        if key_id == master():
            return self._master
        known = self._cache.keys.get(key_id)
        if known is None and key_id in chains:
            parent_id, wrapped = chains[key_id]
            parent = self._open(parent_id, chains)
            if parent is None:
                return None
            bound = path(key_id, parent_id)
            known = (
                self._first(wrapped, bound)
                if parent_id == master()
                else sealing.unwrap_key(parent, wrapped, bound)
            )
            self._cache.keys[key_id] = known
        return known

    def _first(self, wrapped: bytes, bound: str) -> bytes:
        """A key of the first level, under whichever master key is in force now."""
        try:
            return sealing.unwrap_key(self._master, wrapped, bound)
        except sealing.Broken:
            for other in self._others():
                try:
                    known = sealing.unwrap_key(other, wrapped, bound)
                except sealing.Broken:
                    continue
                self._master = other
                return known
            raise

    def erase(self, key_id: str, now: datetime) -> None:
        """Erase a key, and with it whatever stands under it, here and in every backup.

        Raises StillHeld when it must be called again before it may be certified.
        """
        self.erase_all([key_id], now)

    def erase_all(self, key_ids: list[str], now: datetime) -> None:
        """Erase these keys in one step (a restore applies the list of the erased again)."""
        below = [key_id for top in key_ids for key_id in self._below(top)]
        self._cache.forget()
        self.store.erase([*key_ids, *below], now)

    def erase_listed(self, listed: Mapping[str, datetime]) -> None:
        """Erase what was erased elsewhere, with its times (a restore, before it is in place)."""
        for at in sorted(set(listed.values())):
            self.erase_all([key_id for key_id, when in listed.items() if when == at], at)

    def _below(self, key_id: str) -> list[str]:
        found: list[str] = []
        for child in self.store.children(key_id):
            found += [child, *self._below(child)]
        return found

    def rotate(self, new_master: bytes) -> None:
        """Wrap the first level anew under another master key, all or nothing.

        Nothing below changes. Other processes follow where their ``others`` name the new
        key, which must be kept for them before this is called (``masters.rotate``). Called
        again it changes nothing. Raises StillHeld as ``KeyStore.wrap_anew`` does.
        """
        if len(new_master) != sealing.KEY:
            raise ValueError("the master key has 32 bytes")

        def anew(key_id: str, wrapped: bytes) -> bytes:
            bound = path(key_id, master())
            try:
                sealing.unwrap_key(new_master, wrapped, bound)
                return wrapped  # an earlier attempt came so far
            except sealing.Broken:
                return sealing.wrap_key(new_master, self._first(wrapped, bound), bound)

        self.store.wrap_anew(anew, mark_of(new_master))
        self._master = new_master

    def seal(self, plain: bytes, place: str) -> bytes:
        """Bytes sealed under the master key in force, for what lies beside the store."""
        if self.store.mark() not in (b"", mark_of(self._master)):
            self._follow()
        return sealing.seal(self._master, plain, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """What ``seal`` sealed. Raises sealing.Broken under another master key."""
        return sealing.unseal(self._master, sealed, place.encode())

    def ids(self) -> list[str]:
        """The ids of all keys but the master, in order."""
        return self.store.ids()

    def made_at(self, key_id: str) -> datetime:
        """When the key was made (UTC). Raises Erased or NoKey."""
        return self.store.made_at(key_id)


_ring: KeyRing | None = None


def init(
    keystore_path: str | Path,
    master_bytes: bytes,
    others: Callable[[], Iterable[bytes]] = tuple,
    *,
    may_be_away: bool = False,
    may_be_made: Callable[[], bool] = lambda: True,
) -> KeyRing:
    """Use this key store in this process (and in those it forks) from now on. may_be_away,
    may_be_made: as ``KeyStore``."""
    global _ring
    store = KeyStore(keystore_path, may_be_away=may_be_away, may_be_made=may_be_made)
    _ring = KeyRing(store, master_bytes, others)
    return _ring


def ring() -> KeyRing:
    """The key ring of this process; RuntimeError before ``init``."""
    if _ring is None:
        raise RuntimeError("the key ring is not set up")
    return _ring
