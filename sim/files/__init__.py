"""Reading what people wrote: YAML with line numbers, and documents checked against a model."""
