"""Names in Chinese texts: a linear-chain CRF over characters, with a word list, in numpy alone."""
