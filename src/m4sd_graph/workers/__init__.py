"""Killable workers: queries run in processes that share a release and can be ended without harm to anything else.

``pool`` gives queries to workers, fairly and with a deadline; ``nursery`` is the warm process that workers are forked
from; ``worker`` answers inside a ``sandbox``; ``wire`` is what they say to each other; ``querier`` is what the service
asks.
"""
