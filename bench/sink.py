"""A mail server that takes everything and keeps nothing, in a process of its own: quick.

`python -m bench.sink --delay 0.005` prints its port and waits so many seconds before it replies;
with `--pipelining` it says that it takes commands together (RFC 2920).
"""

import argparse
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

END = b"\r\n.\r\n"
LONGEST_READ = 1 << 18


@dataclass
class Line:
    """One connection: just enough of RFC 5321 for smtplib."""

    socket: socket.socket
    delay: float
    hello: bytes
    held: bytearray = field(default_factory=bytearray)
    is_text: bool = False

    def serve(self) -> None:
        """A thread of its own: it waits for the next commands with nothing in between."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reply(b"220 sink\r\n")
        while data := self.socket.recv(LONGEST_READ):
            self.held += data
            if replies := b"".join(self.replies()):
                self.reply(replies)
        self.socket.close()

    def reply(self, replies: bytes) -> None:
        if self.delay:
            time.sleep(self.delay)
        self.socket.sendall(replies)

    def replies(self) -> Iterator[bytes]:
        """To each command, or text, of which the whole is there."""
        while (end := self.held.find(mark := END if self.is_text else b"\r\n")) >= 0:
            command = bytes(self.held[:4]).upper()
            del self.held[: end + len(mark)]
            if self.is_text:
                self.is_text = False
                yield b"250 taken\r\n"
            elif command == b"DATA":
                self.is_text = True
                yield b"354 go on\r\n"
            else:
                yield {b"QUIT": b"221 bye\r\n", b"EHLO": self.hello}.get(command, b"250 ok\r\n")


def serve(delay: float, hello: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            line = Line(server.accept()[0], delay, hello)
            threading.Thread(target=line.serve, daemon=True).start()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--pipelining", action="store_true")
    arguments = parser.parse_args()
    extension = b"250-ok\r\n250 PIPELINING\r\n" if arguments.pipelining else b"250 ok\r\n"
    serve(arguments.delay, extension)
