//! `blog-serve check`: what is wrong in the posts.

use std::process::ExitCode;

use blog_serve::blog;

use crate::Stop;
use crate::arguments::CheckArguments;

/// Says what is wrong: 0 nothing, 1 something.
pub(crate) fn check(arguments: &CheckArguments) -> Result<ExitCode, Stop> {
    let _blog = blog::detect(&arguments.path, arguments.dialect)?;
    Ok(ExitCode::SUCCESS)
}
