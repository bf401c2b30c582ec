"""Secure workspaces: a project's extract, and analyses that run on it in a sandbox without network.

What leaves a run is its exit status, times and sizes. What it printed stays in the workspace; what it declares as
outputs is gathered for the desk. What anybody's code tries against it is in `docs/explanation/workspaces.md`.
"""
