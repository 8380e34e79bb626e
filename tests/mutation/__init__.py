"""Tests of the tests: which lines no test reaches, and which small wrongs none sees."""
