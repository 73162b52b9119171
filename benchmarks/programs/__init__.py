"""The programs that are measured; each runs in an interpreter of its own and imports one framework."""
