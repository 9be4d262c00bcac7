"""The pages for exploring: each shows the rows of one query of the kind *pages*."""
