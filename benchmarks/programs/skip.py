"""How a program says that it cannot run here."""


class Skip(Exception):
    """Raised in `__init__`: leaves the contender out, with the reason in the table."""
