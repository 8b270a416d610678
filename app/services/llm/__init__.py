"""Which engine answers for a company, and the engine that needs no model."""
