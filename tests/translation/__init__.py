"""The catalogues of translations: made up to date, and checked against the source."""
