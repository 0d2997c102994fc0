"""The master key in three shares, of which any two give it back (W13; SLIP-0039).

A share is 33 common English words with a checksum; one alone tells nothing of the key. What
is written for its holder also carries the mark of the master key, by which a share of a key
that was replaced is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from recruit.core import keys, sealing

NEEDED, OF = 2, 3


class NotShares(Exception):
    """These are no two shares of one master key; its text says what is wrong."""


def split(master_key: bytes) -> list[str]:
    """Three shares, each a line of words. Every two of them were tried before this returns."""
    # imported late, here and below: only the operator's commands need it
    from shamir_mnemonic import combine_mnemonics, generate_mnemonics

    made = generate_mnemonics(1, [(NEEDED, OF)], master_key, iteration_exponent=0)[0]
    for two in combinations(made, NEEDED):
        if combine_mnemonics(two) != master_key:
            raise RuntimeError("two shares do not give the key back")
    return made


def join(shares: Sequence[str]) -> bytes:
    """The master key from two shares, or more. Raises NotShares."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    try:
        key = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
    except (MnemonicError, ValueError) as error:
        raise NotShares(str(error)) from None
    if len(key) != sealing.KEY:
        raise NotShares("They give a secret, but no master key.")
    return key


def written(share: str, number: int, mark: bytes) -> str:
    """What a holder keeps, to be printed: numbered words and what they are for."""
    words = share.split()
    lines = [
        "  ".join(f"{n + 1:2} {word:<10}" for n, word in enumerate(words) if n // 4 == row).rstrip()
        for row in range(-(-len(words) // 4))
    ]
    return "\n".join(
        [
            f"Share {number} of {OF} of a master key",
            f"Key {mark.hex()}",
            "",
            f"Any {NEEDED} shares give the key back; this one alone tells nothing of it.",
            "Keep it closed, apart from the others, on paper. Hand it over to nobody who holds",
            "another. It is asked for in a drill and after a loss, never by mail or telephone.",
            "",
            *lines,
            "",
        ]
    )


def read(text: str) -> str:
    """The words of what was ``written``, or of words typed alone."""
    known = [line.split() for line in text.splitlines()]
    numbered = [line for line in known if line and line[0].isdigit()]
    if not numbered:
        return " ".join(text.split())
    return " ".join(word for line in numbered for word in line if not word.isdigit())


def opens(store: keys.KeyStore, master_key: bytes) -> int:
    """How many keys of the first level this master key opens. Raises sealing.Broken at the
    first that it does not."""
    ring = keys.KeyRing(store, master_key)
    first = store.children(keys.master())
    for key_id in first:
        ring.get(key_id)
    return len(first)
