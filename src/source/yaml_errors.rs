//! Explains syntax errors.
