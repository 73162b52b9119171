"""Training: data in, batches, the step, the loop, the record."""
