"""Nasty strings through every target's engines: what arrives has to be what was written, or has to be refused."""
