"""A mail server on 127.0.0.1 that takes what it is sent (RFC 5321, as much of it as a client
needs), or says that it cannot.
"""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default
from types import TracebackType
from typing import Self


class PostOffice:
    """Keeps the `letters` that it was given; `closed` says that it takes none for now."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.closed = False
        office = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                self.say("220 here")
                while line := self.rfile.readline():
                    command = line.strip().upper()
                    if command == b"DATA":
                        self.say("354 go on")
                        lines = []
                        while (text := self.rfile.readline()) != b".\r\n":
                            lines.append(text[1:] if text.startswith(b"..") else text)
                        office.letters.append(message_from_bytes(b"".join(lines), policy=default))
                        self.say("250 kept")
                    elif command == b"QUIT":
                        self.say("221 bye")
                        return
                    elif office.closed and command.startswith(b"MAIL"):
                        self.say("451 come back later")
                    else:
                        self.say("250 fine")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self.url = f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
