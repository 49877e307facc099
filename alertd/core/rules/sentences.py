def sentence(c): return type(c).__name__
