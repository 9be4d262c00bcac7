"""The service: a thin layer that negotiates, calls the library and renders."""
