"""What a person types and sees: the command `fournos`.

The language is decided here, before any other module of the program is imported and makes its texts.
"""

from __future__ import annotations

import sys

from sim.language import decide

decide(sys.argv[1:])
