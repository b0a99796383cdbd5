"""Private keys that never leave a hardware token or HSM, spoken to by PKCS#11."""
