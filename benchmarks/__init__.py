"""badak beside its peers: the same model, data, batch size and precision, measured in turns. See README.md."""
