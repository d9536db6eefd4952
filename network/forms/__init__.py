"""Forms validate; they save nothing and send nothing."""
