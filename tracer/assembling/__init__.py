"""What the agent's spools say becomes hops, and the facts beside them."""
