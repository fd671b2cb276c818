"""`python -m wxmod` is the same program as `wxmod`."""

from wxmod.cli import main

if __name__ == "__main__":
    main()
