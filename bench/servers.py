"""Gunicorn as the portal runs it: two workers, threads, on 127.0.0.1."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

WORKERS = ["--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]


@contextmanager
def gunicorn(application: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a WSGI application; yields its address and process, and ends it afterwards."""
    port = _free_port()
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", application, "--bind", address, *WORKERS]
    environment = os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://{address}",
        "PYTHONPATH": ".",
    }
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(f"http://{address}/")
        yield f"http://{address}", process
    finally:
        process.terminate()
        process.wait(timeout=15)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(url: str) -> None:
    for _attempt in range(200):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{url} did not answer")


def memory(process: subprocess.Popen[bytes]) -> list[float]:
    """Resident megabytes of each worker of a gunicorn or Celery process."""
    return [child.memory_info().rss / 2**20 for child in psutil.Process(process.pid).children()]


@contextmanager
def celery_worker() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as the demo runs it."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency", "2"]
    quiet = ["--loglevel", "ERROR", "--without-mingle", "--without-gossip"]
    process = subprocess.Popen([*command, *quiet], stdout=subprocess.DEVNULL)
    try:
        time.sleep(5)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
