"""``python -m badak`` is the command line too."""

from badak.cli import main

if __name__ == "__main__":
    main()
