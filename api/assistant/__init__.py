"""The MCP server: the graph for assistants, as tools whose answers carry IRIs, release and evidence."""
