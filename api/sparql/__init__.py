"""``/sparql``: the SPARQL 1.1 protocol for queries, in front of the routes so that a hot answer costs little."""
