"""Tensors, the tape and derivatives."""
