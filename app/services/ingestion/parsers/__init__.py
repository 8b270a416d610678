"""One module per kind of file; each turns bytes or text into an outline."""
