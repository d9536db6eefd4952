"""Ends with 0 if the web server of this machine or container answers at /healthz, else with 1.

It asks under the site's own name, as the site answers to no other. The database is not asked:
restarting the web server would not mend it (/readyz tells of that).
"""

import http.client
import os
import sys


def answers(port: int, host: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        line.request("GET", "/healthz", headers={"Host": host})
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    sys.exit(not answers(port, os.environ["ALLOWED_HOSTS"].split(",")[0].strip()))
