"""Does badak learn as well as PyTorch? The same network, data and recipe on both sides, over seeds (`make accuracy`)."""
