"""Segue as an orchestrator of ZenML: pipelines in Python, a real ZenML, and manifests that are read here on their own.

The readers know the targets' files and nothing of Segue, so that they read what ZenML's own orchestrators write too.
"""
