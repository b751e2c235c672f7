"""The patterns of privml, a module for each kind of identifier."""
