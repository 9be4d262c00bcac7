"""Proposes targets, objectives and known things for a policy text by the words of their names; a person decides."""
