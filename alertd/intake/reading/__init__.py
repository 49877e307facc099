"""How words read: the features of texts, shared by what judges them, and whether they ask for something."""
