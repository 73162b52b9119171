"""Nothing here is a test; the makers cannot even be imported without the peers."""

collect_ignore_glob = ["*.py"]
