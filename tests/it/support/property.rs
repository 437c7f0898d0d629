//! Properties of a running server.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Holds a property against this many values; fails with the smallest value that it finds for
/// which the property does not hold.
pub(crate) fn holds<S: Strategy>(
    cases: u32,
    values: &S,
    property: impl AsyncFn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = Handle::current();
    let check = |value| block_in_place(|| runtime.block_on(property(value)));
    let result = TestRunner::new(config).run(values, check);
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
