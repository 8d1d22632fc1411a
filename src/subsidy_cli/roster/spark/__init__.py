"""A roster on Spark: the same statements as for the embedded engine, said in Spark's words, over folders of files."""
