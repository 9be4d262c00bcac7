"""Pages for people: what is shown of a resource, in which words, and the rendering."""
