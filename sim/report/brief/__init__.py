"""The brief: two pages for somebody who has to decide, made of a results folder."""
