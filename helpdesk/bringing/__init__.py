"""What helpdesk brings to core's registries, one module a noun."""
