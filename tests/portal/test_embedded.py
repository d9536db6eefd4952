"""The embedded servers, started for real in temporary directories."""

import os
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from portal.embedded import (
    HOST,
    EmbeddedError,
    Postgres,
    Server,
    Valkey,
    free_port,
    locked,
    servers,
    stop_leftovers,
)

type Start = Callable[[Server], Server]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A directory that PostgreSQL can reach as another account, when root runs the tests.

    pytest's own lies below one that each of root's pytest runs closes to everybody else.
    """
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        yield Path(name).resolve()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers that are stopped after the test, whatever it did to them."""
    started: list[Server] = []

    def start_server(server: Server) -> Server:
        started.append(server)
        server.start()
        return server

    yield start_server
    for server in started:
        server.stop()
        server.stop_leftovers()


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        server = Postgres(Path(name), durable=False)
        yield server.start()
        server.stop()


def query(url: str, sql: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


def ends(server: Server) -> bool:
    """Whether it ends within moments: a process with threads is not collected at once."""
    deadline = time.monotonic() + 5
    while server.pid is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    return server.pid is None


def kill(server: Server) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert ends(server)


def test_servers_answer_within_the_block_and_not_after_it(tmp_path: Path) -> None:
    with servers(tmp_path, durable=False, environ={}) as running:
        assert query(running.database_url, "SELECT 1") == 1
        assert redis.Redis.from_url(running.redis_url).ping() is True
        assert running.died() is None
    assert not answers(running.database_url)
    assert not answers(running.redis_url)


def test_servers_stop_when_the_block_fails(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        servers(tmp_path, durable=False, environ={}) as running,
    ):
        raise ZeroDivisionError
    assert [server.pid for server in running.started] == [None, None]


def test_given_addresses_are_used_and_nothing_is_started(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://given.example.org/x", "REDIS_URL": "redis://given"}
    with servers(tmp_path, environ=given) as running:
        assert (running.database_url, running.redis_url) == tuple(given.values())
        assert running.started == ()
    assert [path.name for path in tmp_path.iterdir()] == ["portal.lock"]


def test_one_given_address_leaves_the_other_server_to_be_started(tmp_path: Path) -> None:
    with servers(tmp_path, environ={"DATABASE_URL": "postgres://given.example.org/x"}) as running:
        assert [server.name for server in running.started] == ["Valkey"]


def test_a_dead_server_is_noticed(tmp_path: Path) -> None:
    with servers(tmp_path, durable=False, environ={}) as running:
        kill(running.started[1])
        assert running.died() is running.started[1]


@pytest.mark.parametrize("extension", ["pg_trgm", "btree_gist", "unaccent"])
def test_the_role_can_create_the_contrib_extension(database_url: str, extension: str) -> None:
    query(database_url, f"CREATE EXTENSION {extension}")
    installed = f"SELECT count(*) FROM pg_extension WHERE extname = '{extension}'"
    assert query(database_url, installed) == 1


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SHOW server_version_num", "18"),
        ("SHOW TimeZone", "UTC"),
        ("SHOW listen_addresses", HOST),
        ("SHOW server_encoding", "UTF8"),
        ("SELECT datlocale FROM pg_database WHERE datname = current_database()", "C.UTF-8"),
        ("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", "False"),
        ("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user", "True"),
    ],
)
def test_the_database_is_set_up_as_promised(database_url: str, sql: str, expected: str) -> None:
    assert str(query(database_url, sql))[: len(expected)] == expected


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"user": "postgres"}])
def test_nobody_else_can_log_in(database_url: str, change: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url, **change)


def test_valkey_wants_its_password(tmp_path: Path, start: Start) -> None:
    server = start(Valkey(tmp_path))
    with socket.create_connection((HOST, server.port), timeout=5) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(7) == b"-NOAUTH"


@pytest.mark.parametrize("file", ["postgres/password", "valkey/valkey.conf"])
def test_files_with_passwords_are_private(tmp_path: Path, file: str) -> None:
    with servers(tmp_path, durable=False, environ={}):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600


def test_data_outlives_a_restart(tmp_path: Path, start: Start) -> None:
    first = start(Postgres(tmp_path))
    query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    assert query(start(Postgres(tmp_path)).url, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_a_restarted_server_keeps_its_address(
    tmp_path: Path, start: Start, kind: type[Server]
) -> None:
    server = start(kind(tmp_path))
    before = server.url
    server.stop()
    assert server.start() == before


@pytest.mark.parametrize("durable", [True, False])
def test_a_killed_postgres_starts_again_with_its_commits(
    tmp_path: Path, start: Start, durable: bool
) -> None:
    first = start(Postgres(tmp_path, durable=durable))
    query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill(first)
    assert (tmp_path / "data" / "postmaster.pid").exists()
    second = start(Postgres(tmp_path, durable=durable))
    assert query(second.url, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_a_server_left_by_a_killed_run_is_replaced(
    tmp_path: Path, start: Start, kind: type[Server]
) -> None:
    left = start(kind(tmp_path))
    fresh = start(kind(tmp_path))
    assert ends(left)
    assert answers(fresh.url)


def test_stop_leftovers_stops_both_servers(tmp_path: Path, start: Start) -> None:
    left = [start(Postgres(tmp_path / "postgres")), start(Valkey(tmp_path / "valkey"))]
    stop_leftovers(tmp_path)
    assert [ends(server) for server in left] == [True, True]


def test_a_stale_pid_file_that_names_another_program_does_not_hinder(
    tmp_path: Path, start: Start
) -> None:
    start(Postgres(tmp_path)).stop()
    stale = f"{os.getpid()}\n{tmp_path / 'data'}\n1700000000\n5432\n\n{HOST}\n1 1\nready\n"
    (tmp_path / "data" / "postmaster.pid").write_text(stale)
    assert query(start(Postgres(tmp_path)).url, "SELECT 1") == 1


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_a_taken_port_is_replaced(tmp_path: Path, start: Start, kind: type[Server]) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        server = kind(tmp_path)
        server.port = other.getsockname()[1]
        start(server)
        assert server.port != other.getsockname()[1]
        assert answers(server.url)


def test_a_half_made_cluster_is_made_anew(tmp_path: Path, start: Start) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")
    assert query(start(Postgres(tmp_path)).url, "SELECT 1") == 1


def test_data_of_another_major_version_is_explained(tmp_path: Path, start: Start) -> None:
    start(Postgres(tmp_path)).stop()
    (tmp_path / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 17, this is 18"):
        Postgres(tmp_path).start()


def test_a_lost_password_is_explained(tmp_path: Path, start: Start) -> None:
    start(Postgres(tmp_path)).stop()
    (tmp_path / "password").unlink()
    with pytest.raises(EmbeddedError, match=r"password is missing"):
        Postgres(tmp_path).start()


def test_a_server_that_cannot_start_says_why_in_one_line(tmp_path: Path, start: Start) -> None:
    start(Postgres(tmp_path)).stop()
    with (tmp_path / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match=r"did not start: FATAL: .* contains errors") as caught:
        Postgres(tmp_path).start()
    assert "\n" not in str(caught.value)


def test_a_second_run_on_the_same_directory_is_told_who_uses_it(tmp_path: Path) -> None:
    expected = rf"in use by another run \(process {os.getpid()}\)"
    with (
        locked(tmp_path),
        pytest.raises(EmbeddedError, match=expected),
        servers(tmp_path, environ={}),
    ):
        pass
    assert not (tmp_path / "postgres").exists()


def test_the_lock_ends_with_its_block(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        assert (tmp_path / "portal.lock").read_text() == f"{os.getpid()}\n"


def test_free_port_can_be_bound() -> None:
    with socket.socket() as probe:
        probe.bind((HOST, free_port()))
