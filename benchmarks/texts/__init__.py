"""What networks learn from text: badak beside PyTorch, bags of words and n-grams (`make texts`)."""
