"""The catalogue of the graph in DCAT 3, as the application profile DCAT-AP 3 asks: datasets, downloads, services."""
