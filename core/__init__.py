"""What every stage uses: errors and exit codes, files, tables, manifest, keys, progress, seeds."""
