"""The handling of deputies' suggestions and CPPCC proposals (建议提案办理): what a government office needs around the workflows."""
