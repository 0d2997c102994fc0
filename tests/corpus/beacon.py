"""An address that hostile files name, where somebody listens: whoever calls out is heard."""

from __future__ import annotations

import socket
import threading
from functools import lru_cache


class Beacon:
    """A listener on the loopback interface. url: where. heard: how many came."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/x"
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            came, _from = self._listening.accept()
            self.heard += 1
            came.close()


@lru_cache(maxsize=1)
def beacon() -> Beacon:
    """The one listener of this process, from the first time that it is asked for."""
    return Beacon()
