"""kongbun check: numbered findings about the books; reads only."""
