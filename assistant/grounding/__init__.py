"""Matching sentences to their source by code, never by a model's word."""
