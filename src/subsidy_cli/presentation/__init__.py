"""Determinations and mistakes as text, JSON, Markdown and HTML. Pure: from values to text."""
