"""Policy coherence: which policies serve or miss which targets, with the chain of evidence behind every figure."""
