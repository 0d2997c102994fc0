"""A ballot and a debrief drawn before are what drawing them now would give, at every moment."""

from __future__ import annotations

import re
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, keys
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import Panel
from tests.worlds import Browser, World

M = Capacity.MEMBER
_OF_THE_REQUEST = re.compile(r'nonce="[^"]*"|name="(?:csrf_token|key)" value="[^"]*"')


def _page(browser: Browser, place: str, *, anew: bool = False) -> str:
    if anew:
        keys.ring().made_anew()
    response = browser.get(browser.path(M, place))
    assert response.status_code == 200
    return _OF_THE_REQUEST.sub("", response.get_data(as_text=True))


def _same(browser: Browser, place: str) -> str:
    kept = _page(browser, place)
    assert kept == _page(browser, place) == _page(browser, place, anew=True)
    return kept


def _erase_elsewhere(world: World, key_id: str) -> None:
    """Another process erases a key."""
    ring = keys.ring()
    keys.KeyRing(type(ring.store)(ring.store.file), ring._master).erase(key_id, clock.now())


@pytest.mark.rule("R15")
def test_a_debrief_kept_for_one_member_follows_every_lock_and_erasure(a_procedure: Any) -> None:
    room = Room(a_procedure(at="interviews"))
    slot = room.first()
    room.start(slot)
    first, second, *rest = room.others
    one, other = room.world.client(first), room.world.client(second)
    place = "interviews/debrief"
    seen = [_same(one, place)]
    room.lock(first, slot.candidate_id, 4)
    seen.append(_same(one, place))
    assert "Waiting for the other sheets" in seen[-1]
    assert "Your own lock opens it" in _same(other, place)  # the first one's is not shown to them
    for key in [second, *rest, room.chair_key]:
        room.lock(key, slot.candidate_id, 4)
    seen.append(_same(one, place))
    assert "Seat 1" in seen[-1]
    assert len(set(seen)) == len(seen)
    name = _named(seen[-1])
    _erase_elsewhere(room.world, keys.file_key(slot.candidate_id, room.procedure_id))
    assert name and name not in _page(one, place)


def _named(page: str) -> str:
    found = re.search(
        r'<section class="part" id="c-[^"]*"><div class="part-head"><h2>(\S+) ([^<]+)', page
    )
    return found.group(2).strip() if found else ""


@pytest.mark.rule("R15")
def test_a_ballot_follows_every_save_and_the_lock(a_procedure: Any) -> None:
    panel = Panel(a_procedure(at="shortlist"))
    key, place = panel.others[0], "shortlist/ballot"
    browser = panel.world.client(key)
    seen = [_same(browser, place)]
    listed = panel.listed()
    typed = {**panel.form(key), f"reason-{listed[-1].reference}": "Words of this very moment."}
    assert browser.post(browser.path(M, place), typed).status_code == 303
    _page(browser, place)  # the notice of the save
    seen.append(_same(browser, place))
    assert "Words of this very moment." in seen[1] and "Words of this very moment." not in seen[0]
    panel.lock([key])
    seen.append(_same(browser, place))
    assert 'name="lock"' in seen[1] and 'name="lock"' not in seen[2]
    name = str(listed[0].name)
    assert name in seen[2]
    _erase_elsewhere(panel.world, keys.file_key(listed[0].candidate_id, panel.procedure_id))
    assert name not in _page(browser, place)
