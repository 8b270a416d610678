"""Backends of a company's searchable index; `base` has the contract they share."""
