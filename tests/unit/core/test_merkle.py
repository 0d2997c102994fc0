"""The log as a hash tree: RFC 6962's known roots, proofs, and what they refuse."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core import merkle

# The reference entries and roots of Certificate Transparency.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]

leaf_lists = st.integers(0, 70).map(
    lambda n: [merkle.leaf_hash(i.to_bytes(2, "big")) for i in range(n)]
)


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962's definition of the root, word by word, as a second opinion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_the_reference_entries_is_the_published_one(size: int) -> None:
    assert merkle.root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_the_inclusion_proofs_of_the_reference_entries_are_the_published_ones() -> None:
    assert [h.hex() for h in merkle.inclusion_proof(5, LEAVES)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_consistency_proof_of_the_reference_entries_is_the_published_one() -> None:
    assert [h.hex() for h in merkle.consistency_proof(1, LEAVES)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [h.hex() for h in merkle.consistency_proof(2, LEAVES[:5])] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


@given(leaf_lists)
def test_the_frontier_gives_the_root_of_the_definition(leaves: list[bytes]) -> None:
    size, frontier = merkle.frontier_of(leaves)
    assert len(frontier) == 32 * size.bit_count()
    assert merkle.root(size, frontier) == plain_root(leaves)


@given(leaf_lists, st.lists(st.integers(0, 70), max_size=4))
def test_many_leaves_at_once_grow_the_frontier_as_one_after_the_other(
    leaves: list[bytes], cuts: list[int]
) -> None:
    places = sorted({0, len(leaves), *(min(cut, len(leaves)) for cut in cuts)})
    frontier = b""
    for begin, end in zip(places, [*places[1:], len(leaves)], strict=True):
        frontier = merkle.extend(begin, frontier, leaves[begin:end])
        assert frontier == merkle.frontier_of(leaves[:end])[1]


@given(leaf_lists.filter(bool), st.data())
def test_an_inclusion_proof_shows_its_entry_and_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root, size = merkle.inclusion_proof(index, leaves), plain_root(leaves), len(leaves)
    assert merkle.verify_inclusion(index, size, leaves[index], proof, root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda i: i != index))
    assert not merkle.verify_inclusion(other, size, leaves[index], proof, root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"else"), proof, root)
    assert not merkle.verify_inclusion(index, size, leaves[index], [*proof, root], root)
    assert not merkle.verify_inclusion(index, size, leaves[index], proof, merkle.leaf_hash(b"x"))
    if proof:
        assert not merkle.verify_inclusion(index, size, leaves[index], proof[:-1], root)


@given(leaf_lists, st.data())
def test_a_consistency_proof_shows_a_prefix_and_nothing_else(
    leaves: list[bytes], data: st.DataObject
) -> None:
    m, size = data.draw(st.integers(0, len(leaves))), len(leaves)
    proof = merkle.consistency_proof(m, leaves)
    old, new = plain_root(leaves[:m]), plain_root(leaves)
    assert merkle.verify_consistency(m, size, old, new, proof)
    wrong = merkle.leaf_hash(b"another history")
    assert not merkle.verify_consistency(m, size, wrong, new, proof)
    assert not merkle.verify_consistency(m, size, old, new, [*proof, wrong])
    assert not merkle.verify_consistency(size + 1, size, old, new, proof)
    if 0 < m:
        assert not merkle.verify_consistency(m, size, old, wrong, proof)
    for place in range(len(proof)):
        changed = [*proof[:place], wrong, *proof[place + 1 :]]
        assert not merkle.verify_consistency(m, size, old, new, changed)


def test_a_frontier_of_another_size_is_refused() -> None:
    size, frontier = merkle.frontier_of(LEAVES[:5])
    for wrong in (size - 1, size + 2, -1):
        with pytest.raises(ValueError):
            merkle.append(wrong, frontier, LEAVES[0])
        with pytest.raises(ValueError):
            merkle.extend(wrong, frontier, LEAVES[:2])
        with pytest.raises(ValueError):
            merkle.root(wrong, frontier)
    with pytest.raises(ValueError):
        merkle.append(size, frontier, b"short")


def test_places_outside_the_log_have_no_proof() -> None:
    for place in (-1, 8):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(place, LEAVES)
    for size in (-1, 9):
        with pytest.raises(IndexError):
            merkle.consistency_proof(size, LEAVES)


def test_a_body_can_not_pass_as_a_node() -> None:
    left, right = LEAVES[0], LEAVES[1]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
