"""An append-only log as a hash tree (RFC 6962, section 2.1; RFC 9162 hashes alike).

The tree is never stored. What is kept beside the leaves is its *frontier*: the
hashes of the complete subtrees from which the root of the current size can be
computed, one for each bit that is set in the size, the largest subtree first, each
32 bytes, joined. A log of 100,000 entries has at most 17 of them.

Everything here is a pure function of bytes: no database, no clock, no randomness.
A *leaf* is always a leaf hash (``leaf_hash(body)``), never the body itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

SIZE = 32  # bytes in a hash (SHA-256)


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry's exact bytes: SHA-256(0x00 || body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two subtrees: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, frontier: bytes, leaf: bytes) -> bytes:
    """The frontier of size + 1 entries, from that of size entries and the new leaf hash.

    Raises ValueError when the frontier is not that of a log of this size.
    """
    _fits(size, frontier)
    if len(leaf) != SIZE:
        raise ValueError("a leaf hash has 32 bytes")
    node, end = leaf, len(frontier)
    while size & 1:
        node = node_hash(frontier[end - SIZE : end], node)
        end -= SIZE
        size >>= 1
    return frontier[:end] + node


def extend(size: int, frontier: bytes, leaves: Sequence[bytes]) -> bytes:
    """The frontier after many more leaf hashes: as ``append`` for each, level by level.

    Raises ValueError when the frontier is not that of a log of this size.
    """
    _fits(size, frontier)
    sha256 = hashlib.sha256
    level, peaks = list(leaves), [frontier[n : n + SIZE] for n in range(0, len(frontier), SIZE)]
    kept: list[bytes] = []  # the new peaks, the smallest subtree first
    while size or level:
        if size & 1:
            level.insert(0, peaks.pop())
        if len(level) & 1:
            kept.append(level.pop())
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        size >>= 1
    return b"".join(reversed(kept))


def root(size: int, frontier: bytes) -> bytes:
    """The root hash of a log of this size; of an empty log, the hash of nothing.

    Raises ValueError when the frontier is not that of a log of this size.
    """
    _fits(size, frontier)
    if size == 0:
        return hashlib.sha256(b"").digest()
    node = frontier[-SIZE:]
    for start in range(len(frontier) - 2 * SIZE, -1, -SIZE):
        node = node_hash(frontier[start : start + SIZE], node)
    return node


def _fits(size: int, frontier: bytes) -> None:
    if size < 0 or len(frontier) != SIZE * size.bit_count():
        raise ValueError("this is not the frontier of a log of this size")


def frontier_of(leaves: Iterable[bytes]) -> tuple[int, bytes]:
    """Size and frontier of the log with these leaf hashes, in their order."""
    size, frontier = 0, b""
    for leaf in leaves:
        frontier = append(size, frontier, leaf)
        size += 1
    return size, frontier


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root hash of the log with these leaf hashes, in their order."""
    return root(*frontier_of(leaves))


def _split(n: int) -> int:
    """The largest power of two smaller than n (n > 1)."""
    return 1 << ((n - 1).bit_length() - 1)


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """What proves that the entry at this place (from 0) is in the log (RFC 6962, 2.1.1).

    At most 17 hashes for 100,000 entries. Raises IndexError when there is no such place.
    """
    if not 0 <= index < len(leaves):
        raise IndexError("no entry at this place")
    proof: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(root_of(leaves[middle:end]))
            end = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start = middle
    proof.reverse()
    return proof


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof shows this leaf hash at this place under this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and node == root


def consistency_proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """What proves that the log of the first m entries is a prefix of this one (RFC 6962, 2.1.2).

    Empty when m is 0 or the whole log. Raises IndexError when m is larger than the log.
    """
    if not 0 <= m <= len(leaves):
        raise IndexError("the log has fewer entries")
    if m == 0:
        return []
    proof: list[bytes] = []
    start, end, whole = 0, len(leaves), True
    while m != end - start:
        middle = _split(end - start)
        if m <= middle:
            proof.append(root_of(leaves[start + middle : end]))
            end = start + middle
        else:
            proof.append(root_of(leaves[start : start + middle]))
            start, m, whole = start + middle, m - middle, False
    if not whole:
        proof.append(root_of(leaves[start:end]))
    proof.reverse()
    return proof


def verify_consistency(
    m: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows the log of m entries to be a prefix of that of size entries.

    RFC 9162, 2.1.4.2. An empty log is a prefix of every log, a log of itself.
    """
    if not 0 <= m <= size:
        return False
    if m == 0:
        return not proof and old_root == root(0, b"")
    if m == size:
        return not proof and old_root == new_root
    path = list(proof)
    if m & (m - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = m - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root
