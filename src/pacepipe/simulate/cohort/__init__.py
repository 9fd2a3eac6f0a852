"""A virtual cohort, and the policies that are judged on it."""
