"""The escape rules, switched off one after the other: the targets' own code has to notice each."""
