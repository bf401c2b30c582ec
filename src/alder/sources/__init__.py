"""Where data comes from: one folder a source. A source declares and reads; it computes no statistics."""
