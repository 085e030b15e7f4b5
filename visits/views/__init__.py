"""The pages of site visits: to read, to prepare, to answer, to live through, and what comes after."""
