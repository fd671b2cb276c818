"""From a favourable process to an order: stages, products, instructions, suspensions, notices."""
