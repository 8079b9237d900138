"""What a supervisor such as systemd is told, if it asked: that the service is ready, that it still
works, that it ends (sd_notify(3)).

Decision 0125.
"""

import socket
from collections.abc import Callable, MutableMapping

_SECONDS_FOR_AN_ANSWER = 3.0
_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_MISSED = "the web does not answer"


class Supervisor:
    """Tells whoever started us; `answers` says whether the web does, `now` is in seconds.

    What asks for it is taken out of `environ`, so that no process below speaks for us.
    """

    def __init__(
        self,
        environ: MutableMapping[str, str],
        answers: Callable[[], bool],
        now: Callable[[], float],
    ) -> None:
        self._address = environ.pop("NOTIFY_SOCKET", "")
        # Three times as often as it has to be: a ping may be missed.
        self._pause = int(environ.pop("WATCHDOG_USEC", "0")) / 3e6
        self._answers = answers
        self._now = now
        self._is_ready = False
        self._next = 0.0

    def look(self, fault: str) -> None:
        """Tell how the service is; to be called about once a second. With a `fault`, or a web that
        does not answer, no sign of life is given, and the supervisor starts the service anew.
        """
        if not self._address or self._now() < self._next or (self._is_ready and not self._pause):
            return
        self._next = self._now() + (self._pause if self._is_ready else 0)
        fault = fault or ("" if self._answers() else _MISSED)
        if fault and not self._is_ready:
            return
        words = [f"STATUS={fault or 'works'}"]
        if not fault:
            words += ["WATCHDOG=1"] if self._is_ready else ["READY=1"]
            self._is_ready = True
        self._tell(*words)

    def end(self) -> None:
        """Tell that the service ends."""
        self._tell("STOPPING=1")

    def _tell(self, *words: str) -> None:
        if not self._address:
            return
        # A name that stands in no folder begins with @ here and with NUL for the kernel.
        address = self._address.replace("@", "\0", 1) if self._address[0] == "@" else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            try:
                line.sendto("\n".join(words).encode(), address)
            except OSError:
                self._address = ""  # nobody listens


def answers(host: str, port: int) -> bool:
    """Whether a web server says anything at all."""
    try:
        with socket.create_connection((host, port), _SECONDS_FOR_AN_ANSWER) as line:
            line.sendall(_HEALTH)
            return bool(line.recv(1))
    except OSError:
        return False
