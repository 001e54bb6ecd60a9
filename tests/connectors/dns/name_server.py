"""A name server that speaks DNS over UDP, holds what a test puts into it, and misbehaves on request."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

SILENT = "silent"  # never answers
BROKEN = "broken"  # SERVFAIL


@dataclass
class NameServer:
    """TXT records by name. `mood`: SILENT, BROKEN, or empty for one that answers."""

    records: dict[str, list[str]] = field(default_factory=dict)
    mood: str = ""
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, question: bytes) -> bytes | None:
        """The answer to one datagram."""
        query = dns.message.from_wire(question)
        name = query.question[0].name
        self.asked.append(name.to_text(omit_final_dot=True))
        if self.mood == SILENT:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        texts = self.records.get(self.asked[-1])
        if self.mood == BROKEN:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif texts is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif texts:
            quoted = [" ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200)) for text in texts]
            response.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.TXT, *quoted))
        return response.to_wire()


@contextmanager
def serving(server: NameServer) -> Iterator[NameServer]:
    """The server answers while the block runs."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        server.address = f"127.0.0.1:{door.getsockname()[1]}"

        def serve() -> None:
            while True:
                question, who = door.recvfrom(4_096)
                if not question:
                    return
                if answer := server.answer(question):
                    door.sendto(answer, who)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
                bell.sendto(b"", door.getsockname())
            thread.join()
