"""``python -m verify`` is ``flatcheck``."""

import sys
from pathlib import Path


def _main() -> int:
    # -m puts the working directory first, where a foreign module could take any name; it stays
    # only where this package itself was found there
    home = str(Path(__file__).resolve().parents[1])
    if not sys.flags.safe_path and sys.path and str(Path(sys.path[0] or ".").resolve()) != home:
        del sys.path[0]
    from verify.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(_main())
