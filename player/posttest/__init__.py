"""Attempts, answers, scoring, retakes, and the attestation."""
