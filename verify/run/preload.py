"""Imported by the fork server for its effect: heavy packages are in memory before a fork."""

from verify.run import worker

worker.preload()
