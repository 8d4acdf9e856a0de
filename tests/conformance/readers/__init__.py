"""The emitted YAML through readers of three kinds: go-yaml 2 and 3 (`yaml/`) and PyYAML, which reads YAML 1.1.

What the targets' own code reads is compared elsewhere. Here every value of every file has to be the same, and of the
same type, for all readers: a plain `no`, `1e3`, `12:30:45`, `=` or `<<` is another value for each of them.
"""
