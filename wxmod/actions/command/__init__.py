"""Stages, instructions, suspensions, notices, readiness and reports owed."""
