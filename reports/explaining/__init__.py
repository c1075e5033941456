"""The parts of an explanation, one module each. Values in, values out; every sentence comes from content/."""
