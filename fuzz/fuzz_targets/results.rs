#![no_main]

#[path = "../../tests/common/harness.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| harness::target("results")(data));
