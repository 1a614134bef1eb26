//! Defines the name of the configuration file.

/// The name of the configuration file of a site.
pub const CONFIG_FILE: &str = "portal.toml";
