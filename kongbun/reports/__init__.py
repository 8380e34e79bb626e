"""Figures for the general meeting; reads only."""
