"""``python -m reproducible_runs``: the linter, as ``reproducible-runs``."""

import sys

from reproducible_runs._command import main

sys.exit(main())
