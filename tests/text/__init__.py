"""Tests of badak.text."""
