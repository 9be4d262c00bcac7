"""Persons judge links: what is to be judged, decisions written into the data files, and how far reviewers agree."""
