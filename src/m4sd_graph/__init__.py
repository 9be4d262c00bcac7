"""The library of m4sd-graph: it loads, derives, validates, releases and answers; it knows nothing of the web."""
