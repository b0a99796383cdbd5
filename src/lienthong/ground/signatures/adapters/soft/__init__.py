"""DEMONSTRATION AND DEVELOPMENT ONLY: private keys as encrypted PKCS#8, opened in this process's memory."""
