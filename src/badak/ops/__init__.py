"""Every operation, defined once: value, gradient, shape, formula. Public names are ``badak.exp``, ``badak.matmul`` …"""
