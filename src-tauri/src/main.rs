fn main() { patwarden_app::run(); }
