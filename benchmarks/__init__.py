"""What the claims of speed rest on: each module measures one thing beside a peer or a limit, and prints ratios."""
