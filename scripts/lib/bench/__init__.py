"""Measures elasto-sync beside other programs that back up or copy, in one run, on the same tree."""
