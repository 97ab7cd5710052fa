"""Floor 4: where people and programs meet the house: web, API, Slack, MCP and command line."""
