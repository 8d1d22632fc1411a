"""The only reader and writer of policy files: places, vocabularies, documents, standards and notices."""
