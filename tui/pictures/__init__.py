"""Pictures in panes: widgets that are given a frozen value and ask nobody for anything."""
