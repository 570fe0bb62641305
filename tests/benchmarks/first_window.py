"""Opens a file in the window, prints the seconds since it was started, and leaves.

`python -m tests.benchmarks.first_window FILE BEGUN`, BEGUN being the moment as `time.time()` gives
it. Nothing is imported here before the program itself would import it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(path: Path, begun: float) -> None:
    """Start as the program starts, until Today has read and is painted."""
    from app.bootstrap import make_desk, make_window
    from app.services import opening
    from app.ui.pictures import settle

    desk = make_desk()
    office = opening.open_file(path, desk.around)
    opening.sign_in_as_last(office)
    window = make_window(office, desk)
    window.go_to("today")
    window.show()
    settle(window.context.background)
    window.grab()
    sys.stdout.write(f"{time.time() - begun}\n")
    sys.stdout.flush()
    window.context.background.close()
    office.close()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
