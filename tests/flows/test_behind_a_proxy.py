"""Behind a proxy: whose address counts, and that browsers use https alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import config as settings

# A process of its own, as a server makes it: what each request was taken to come from.
_ASKING = """
import json, os, sys
from flask import request
from config import load
from recruit import create_app

found = []
for change in json.loads(sys.argv[1]):
    app = create_app(load({**os.environ, **change}))
    def seen():
        found.append([request.remote_addr, request.scheme, request.host])
    app.before_request_funcs.setdefault(None, []).insert(0, seen)
    headers = {"X-Forwarded-For": "203.0.113.66, 198.51.100.7, 192.0.2.9"}
    headers |= {"X-Forwarded-Proto": "https, https, https", "X-Forwarded-Host": "evil.example"}
    answer = app.test_client().get("/sign-in", headers=headers)
    found[-1].append(answer.headers.get("Strict-Transport-Security"))
    cookie = answer.headers["Set-Cookie"]
    found[-1].append(cookie.startswith("__Host-recruit=") and "; Secure" in cookie)
    assert "Path=/" in cookie and "Domain" not in cookie and "HttpOnly" in cookie
print(json.dumps(found))
"""


def _asked(folder: Path, *changes: dict[str, str]) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", _ASKING, json.dumps(changes)],
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        env={"PATH": "/usr/bin:/bin", "RECRUIT_DATA_DIR": str(folder), "RECRUIT_WORKER": "apart"},
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_exactly_as_many_proxies_are_believed_as_there_are_and_no_host_of_theirs(
    tmp_path: Path,
) -> None:
    https = {"BASE_URL": "https://recruit.example"}
    none, two = _asked(tmp_path, {}, {"TRUSTED_PROXIES": "2", **https})
    assert none[:4] == ["127.0.0.1", "http", "localhost", None]
    assert two[:3] == ["198.51.100.7", "https", "localhost"]
    assert two[3:] == ["max-age=31536000; includeSubDomains", True]
    assert none[4] is False


@pytest.mark.parametrize("said", ["-1", "10", "many", "1.5", "*"])
def test_the_number_of_proxies_is_a_number(said: str) -> None:
    with pytest.raises(settings.Misconfigured, match="TRUSTED_PROXIES"):
        settings.load({"TRUSTED_PROXIES": said})
    assert settings.load({}).proxies == 0


# An attacker's own visit gives a cookie and its form's token; both are planted in a victim's.
_PLANTING = """
import json, os, re
from config import load
from recruit import create_app
from recruit.core import db, migrate

app = create_app(load(dict(os.environ)))
migrate.upgrade(db.engine())

def browser(**cookies):
    made = app.test_client()
    for name, value in cookies.items():
        name = name.replace("host", "__Host-recruit")
        made.set_cookie(name, value, domain="recruit.example", secure=name != "recruit")
    return made

def sent(client, token, **at):
    data = {"csrf": token, "mail": "nobody@x.example", "passphrase": "a guess of mine"}
    return client.post("/sign-in", data=data, **at).status_code

mine = browser()
page = mine.get("/sign-in", base_url="https://recruit.example")
token = re.search(r'name="csrf" value="([^"]+)"', page.get_data(as_text=True))[1]
secret = re.search(r"__Host-recruit=([^;]+)", page.headers["Set-Cookie"])[1]
https = {"base_url": "https://recruit.example"}
print(json.dumps({
    "own": sent(browser(host=secret), token, **https),
    "planted by another host": sent(browser(recruit=secret), token, **https),
    "without any, as over http": sent(browser(), token, **https),
}))
"""


def test_another_host_plants_its_own_cookie_and_posts_its_own_form(tmp_path: Path) -> None:
    """With a plain name the token of the attacker's visit would have been the victim's."""
    done = subprocess.run(
        [sys.executable, "-c", _PLANTING],
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        env={
            "PATH": "/usr/bin:/bin",
            "RECRUIT_DATA_DIR": str(tmp_path),
            "RECRUIT_WORKER": "apart",
            "BASE_URL": "https://recruit.example",
        },
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("own") == 422  # the token is taken, and the guess is wrong
    assert set(found.values()) == {400}, found
