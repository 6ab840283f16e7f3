"""The evaluation: answers without a name, participation with one."""
