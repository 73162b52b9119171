"""The tables of what was found."""


def tables(lines):
    return [str(l) for l in lines]
