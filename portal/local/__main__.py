"""`python -m portal.local demo | run -- COMMAND… | reset | browser`: what the Makefile calls."""

import sys

from portal.local.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
