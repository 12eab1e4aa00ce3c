"""Who trades: the drawn population, the portfolio read from files, the order book."""
