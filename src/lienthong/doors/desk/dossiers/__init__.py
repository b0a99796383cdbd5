"""The one-stop shop at the desk: dossiers that wait, one dossier with its steps, entering at the counter."""
