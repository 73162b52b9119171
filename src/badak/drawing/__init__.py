"""Pictures of models: boxes and arrows by a layered layout, as SVG, HTML and PNG, and as DOT and Mermaid text."""
