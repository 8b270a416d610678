"""The parts of `app.agents.dates`: words, noise, days, hours and the choice between them."""
