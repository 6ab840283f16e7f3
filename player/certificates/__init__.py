"""Number, wording, PDF and public verification of certificates."""
