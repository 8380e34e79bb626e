"""Benefits: request, certify, decide, approve, pay."""
