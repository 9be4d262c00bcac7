"""Stores answer SPARQL over a release: embedded (local) or at a remote endpoint."""
