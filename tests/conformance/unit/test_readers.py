"""Readers of YAML: what they read otherwise is told, what is quoted is one text for all of them."""

import tempfile
import unittest
from pathlib import Path

from readers.agree import agreement


def _read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_text(text, encoding="utf-8")
        return agreement([path])


class Agreement(unittest.TestCase):
    def test_quoted_texts_are_the_same_for_all(self):
        for word in ("no", "1e3", "0o14", "12:30:45", "~", "=", "<<", "2001-01-01", "1_000", ""):
            found = _read(f'a: ["{word}", plain]\n---\n"{word}": 1\nb: {{c: true, d: null, e: 1.5}}\n')
            self.assertEqual((found.problems, found.files), ([], 1))
            self.assertEqual(found.texts, 8)

    def test_plain_ones_are_told(self):
        for word in ("y", "1e3", "0o14", "12:30:45", "=", "no", "+.5"):
            self.assertTrue(_read(f"a: [b, {word}]\n").problems, word)

    def test_the_place_and_the_readers_are_named(self):
        (problem,) = _read("a: [b, 12:30:45]\n").problems
        self.assertIn("0.a.1: go-yaml v2 reads", problem)
        self.assertIn("PyYAML reads ['int', '45045']", problem)

    def test_what_one_refuses_is_told(self):
        for text in ("a: 1\na: 2\n", "a: {{x}}\n", "a: \x07\n"):
            self.assertTrue(_read(text).problems, text)
