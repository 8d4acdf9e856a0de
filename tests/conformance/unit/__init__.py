"""Checks of the checkers: that the reading is right where the language is explicit, and that the engines can say no."""
