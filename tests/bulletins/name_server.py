"""A name server of the tests' own: answers over UDP what a table says, or misbehaves as told."""

import socket
import threading
from collections.abc import Mapping
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

type Zone = Mapping[str, list[str] | str | dns.rcode.Rcode]
SILENT = "silent"


class NameServer:
    """`zone` maps names to TXT records, to "cname <name>", to an error code, or to SILENT.

    Names that are not there do not exist. `asked` are the names asked for.
    """

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "NameServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.sendto(b"", self._socket.getsockname())  # an empty one ends it
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            packet, sender = self._socket.recvfrom(4096)
            if not packet:
                return
            if (answer := self._answer(dns.message.from_wire(packet))) is not None:
                self._socket.sendto(answer.to_wire(), sender)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        name = query.question[0].name
        self.asked.append(name.to_text(omit_final_dot=True))
        found = self._zone.get(self.asked[-1], dns.rcode.NXDOMAIN)
        if found == SILENT:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if isinstance(found, dns.rcode.Rcode):
            response.set_rcode(found)
        elif isinstance(found, str):
            target = found.removeprefix("cname ")
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", f"{target}."))
            self._add(response, f"{target}.", self._zone.get(target, []))
        else:
            self._add(response, name.to_text(), found)
        return response

    def _add(self, response: dns.message.Message, name: str, texts: object) -> None:
        if isinstance(texts, list) and texts:
            quoted = [
                " ".join(f'"{t[at : at + 200]}"' for at in range(0, len(t), 200)) for t in texts
            ]
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
