"""Erasing a person (PDPA s. 33): names go, money, days and every hash stay."""
