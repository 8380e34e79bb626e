"""Template tags of kongbun's pages."""
