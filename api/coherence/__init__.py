"""The analysis of coherence over HTTP: what a request asks, and what stands on its page."""
