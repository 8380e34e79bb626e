"""The HTML door: views, forms, templates."""
