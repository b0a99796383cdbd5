"""The edge of the web: trace ids, the moment of a request, refusals turned into pages or problem-JSON."""
