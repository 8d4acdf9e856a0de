"""An independent reading of the description language, from its specification alone.

Nothing here may be taken from Segue or from what Segue prints: a mistake made twice in the same way is not seen.
The reading is for descriptions that Segue accepts. It does not find mistakes; it raises `Unreadable` where it
cannot go on.
"""


class Unreadable(Exception):
    """The document is no description, or not one that this reading understands."""
