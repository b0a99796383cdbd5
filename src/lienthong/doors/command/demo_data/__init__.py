"""The demonstration: a country's directory, its people, and three months of documents. Everything is synthetic."""
