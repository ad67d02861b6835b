"""The desk: levers to move and pictures that follow, on a page (`kposim serve`) and in a notebook."""
