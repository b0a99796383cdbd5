"""Where bytes can be kept: a local directory, or a store that speaks the S3 protocol."""
