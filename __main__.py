"""`python -m privml` is the same as `privml`."""

import sys

from privml.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
