"""The configuration of the query builder Sparnatural, made from the ontology, the shapes and what a graph uses."""

from m4sd_graph.sparnatural.choices import Choice, Choices, Entity, choices
from m4sd_graph.sparnatural.reading import Usage, read
from m4sd_graph.sparnatural.writing import BUILDER, turtle

__all__ = ["BUILDER", "Choice", "Choices", "Entity", "Usage", "choices", "read", "turtle"]
