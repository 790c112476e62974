# no `from __future__`: until the current folder is off the path, an import may be the scanned project's
import sys

if __name__ == "__main__" and __spec__ is not None and __spec__.parent == "lambdafix" and not sys.flags.safe_path:
    del sys.path[0]  # the current folder, which `python -m` has put there

from lambdafix.cli import main

if __name__ == "__main__":
    sys.exit(main())
