"""Crashes, faults and replicas, one after the other and by seed."""
