"""Read by gunicorn from the folder it is started in."""

import gc

logger_class = "portal.gunicorn_logs.JsonLogger"

# A kept connection stays with the worker that took it, and several often end up with the same
# one while the other idles. Closed after each answer, they are shared out anew: `make bench`
# showed up to twice the pages a second. The proxy in front keeps its visitors' connections.
keepalive = 0


def post_worker_init(_worker: object) -> None:
    """What is loaded by now lives as long as the process: the garbage collector may pass it over.

    A page makes tens of thousands of short-lived objects, hardly any in cycles; looking for
    those after every 700 costs more than it finds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
