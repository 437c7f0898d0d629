//! Whether a post is out at a moment, and when that changes.

use jiff::Timestamp;

use super::{Date, Metadata, Status};

/// Whether the post would be published at `now`, and if not, why.
///
/// As in Hugo, the first that holds counts: draft, expired, scheduled. A post without a date is out.
#[must_use]
pub fn status(metadata: &Metadata, now: Timestamp) -> Status {
    if metadata.draft {
        return Status::Draft;
    }
    if let Some(expiry) = metadata.expiry_date.filter(|date| date.instant() <= now) {
        return Status::Expired(expiry);
    }
    match goes_public(metadata).filter(|date| date.instant() > now) {
        Some(date) => Status::Scheduled(date),
        None => Status::Published,
    }
}

/// The next moment after `now` at which a date of the post comes, and with it another status or,
/// for a draft, another answer to when it would go out; `None` when all stays as it is until the
/// file changes.
#[must_use]
pub fn next_change(metadata: &Metadata, now: Timestamp) -> Option<Timestamp> {
    match status(metadata, now) {
        Status::Expired(_) => None,
        Status::Draft | Status::Scheduled(_) | Status::Published => {
            [goes_public(metadata), metadata.expiry_date]
                .into_iter()
                .flatten()
                .map(Date::instant)
                .filter(|&moment| moment > now)
                .min()
        }
    }
}

fn goes_public(metadata: &Metadata) -> Option<Date> {
    metadata.publish_date.or(metadata.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::date;

    const NOW: &str = "2026-06-15T12:00:00Z";

    fn dated(publish: Option<&str>, expiry: Option<&str>) -> Metadata {
        Metadata {
            date: publish.and_then(date),
            expiry_date: expiry.and_then(date),
            ..Metadata::default()
        }
    }

    fn check(metadata: &Metadata, expected: Status, next: Option<&str>) {
        let now = NOW.parse().unwrap();
        assert_eq!(status(metadata, now), expected);
        let change = next_change(metadata, now);
        assert_eq!(change, next.map(|moment| moment.parse().unwrap()));
        if let Some(moment) = change {
            assert_ne!(
                status(metadata, moment),
                expected,
                "nothing changes at {moment}"
            );
            let before = moment - jiff::SignedDuration::from_nanos(1);
            assert_eq!(
                status(metadata, before),
                expected,
                "it changed before {moment}"
            );
        }
    }

    #[test]
    fn a_post_with_a_past_date_or_none_is_out_for_good() {
        check(&dated(None, None), Status::Published, None);
        check(&dated(Some("2020-01-01"), None), Status::Published, None);
        check(
            &dated(Some("2026-06-15T12:00:00Z"), None),
            Status::Published,
            None,
        );
    }

    #[test]
    fn a_future_date_is_scheduled_until_then() {
        let later = "2026-06-15T14:00:01+02:00";
        check(
            &dated(Some(later), None),
            Status::Scheduled(date(later).unwrap()),
            Some("2026-06-15T12:00:01Z"),
        );
    }

    #[test]
    fn a_post_expires() {
        let end = "2026-07-01";
        check(
            &dated(Some("2020-01-01"), Some(end)),
            Status::Published,
            Some("2026-07-01T00:00:00Z"),
        );
        let past = "2026-06-15T12:00:00Z";
        check(
            &dated(None, Some(past)),
            Status::Expired(date(past).unwrap()),
            None,
        );
    }

    #[test]
    fn a_scheduled_post_may_expire_before_it_is_out() {
        let start = "2026-08-01";
        check(
            &dated(Some(start), Some("2026-07-01")),
            Status::Scheduled(date(start).unwrap()),
            Some("2026-07-01T00:00:00Z"),
        );
    }

    #[test]
    fn the_publish_date_goes_before_the_date() {
        let metadata = Metadata {
            publish_date: date("2030-01-01"),
            ..dated(Some("2020-01-01"), None)
        };
        check(
            &metadata,
            Status::Scheduled(date("2030-01-01").unwrap()),
            Some("2030-01-01T00:00:00Z"),
        );
    }

    #[test]
    fn a_draft_stays_a_draft_whatever_its_dates() {
        let metadata = Metadata {
            draft: true,
            ..dated(Some("2030-01-01"), Some("2020-01-01"))
        };
        let now = NOW.parse().unwrap();
        assert_eq!(status(&metadata, now), Status::Draft);
        // When it would go out is said on its page, and is past from then on.
        let next = next_change(&metadata, now).unwrap();
        assert_eq!(next, "2030-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(status(&metadata, next), Status::Draft);
    }
}
