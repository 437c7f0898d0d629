//! What is kept of a blog outside of it: its links and its last ports.
