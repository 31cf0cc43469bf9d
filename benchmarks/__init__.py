"""Measurements, each beside what it is to be compared with; nothing here decides a verdict."""
