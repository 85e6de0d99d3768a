"""Hearth's assistant: a library without Qt and without a network."""

VERSION = "0.1.0"
