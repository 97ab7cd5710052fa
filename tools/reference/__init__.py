"""Reference data: templates, import with every problem named by row and column, the network file, and export."""
