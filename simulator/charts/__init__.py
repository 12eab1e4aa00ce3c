"""Pictures of result tables: one file a chart."""
