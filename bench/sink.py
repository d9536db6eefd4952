"""A mail server that takes everything and keeps nothing, in a process of its own: quick.

`python -m bench.sink --delay 0.005` prints its port and waits so many seconds before each reply;
with `--pipelining` it says that it takes commands together (RFC 2920).
"""

import argparse
import asyncio
import selectors

END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection: just enough of RFC 5321 for smtplib."""

    delay = 0.0
    hello = b"250 ok\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.held = bytearray()
        self.is_text = False
        self.reply(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while self.take():
            pass

    def take(self) -> bool:
        """Answer one command, or one text; whether there was a whole one."""
        mark = END if self.is_text else b"\r\n"
        end = self.held.find(mark, max(0, len(self.held) - 65_536) if self.is_text else 0)
        if end < 0:
            return False
        line = bytes(self.held[:4]).upper()
        del self.held[: end + len(mark)]
        if self.is_text:
            self.is_text = False
            self.reply(b"250 taken\r\n")
        elif line == b"DATA":
            self.is_text = True
            self.reply(b"354 go on\r\n")
        else:
            self.reply({b"QUIT": b"221 bye\r\n", b"EHLO": self.hello}.get(line, b"250 ok\r\n"))
        return True

    def reply(self, line: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, line)
        else:
            self.transport.write(line)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def exact_loop() -> asyncio.AbstractEventLoop:
    """`select` waits microseconds; `epoll`, which asyncio would take, whole milliseconds."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--pipelining", action="store_true")
    arguments = parser.parse_args()
    Sink.delay = arguments.delay
    if arguments.pipelining:
        Sink.hello = b"250-ok\r\n250 PIPELINING\r\n"
    asyncio.run(serve(), loop_factory=exact_loop)
