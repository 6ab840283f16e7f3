"""Completions for boards, and the ledger of what was exported."""
