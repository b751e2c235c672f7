"""How well detection does on labelled texts: formats of gold, scores, contexts of mistakes as shapes."""
