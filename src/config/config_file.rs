//! The names of the files of the configuration.

/// The name of the configuration file of a site.
pub const CONFIG_FILE: &str = "portal.toml";

/// The file that is laid over the configuration in the environment `name` (`portal.staging.toml`).
pub fn environment_file(name: &str) -> String {
    format!("portal.{name}.toml")
}

/// The name of the environment that a file at the top of a site is for; `None` for other files.
pub fn environment_of_file(file: &str) -> Option<&str> {
    file.strip_prefix("portal.")?.strip_suffix(".toml").filter(|name| !name.is_empty() && !name.contains('/'))
}

/// Whether a file at the top of a site is one of the configuration.
pub fn is_config_file(file: &str) -> bool {
    file == CONFIG_FILE || environment_of_file(file).is_some()
}
