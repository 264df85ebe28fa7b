"""Widgets that know nothing about the book."""
