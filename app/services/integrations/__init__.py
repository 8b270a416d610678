"""What a company connects to us: addresses for its events, people to be told, tools to ask."""
