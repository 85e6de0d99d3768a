"""Hearth's assistant: a library without Qt and without a network."""
