"""What the views for exploring show: each is one query of the kind *pages*, narrowed down by filters."""

from m4sd_graph.browse.views import VIEWS, View, bind, read

__all__ = ["VIEWS", "View", "bind", "read"]
