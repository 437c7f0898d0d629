//! What is shared → the message for the author's panel.

use jiff::Timestamp;

use crate::protocol::{CodeShown, LinkShown, OtherUrl, ToBrowser};
use crate::share::{Code, Door, Lent, Scope, Shared, words};
use crate::site::Site;

/// The message that shows all of it.
pub(super) fn message<'a>(shared: &Shared, site: &Site, author: &'a str) -> ToBrowser<'a> {
    let now = Timestamp::now();
    let links = shared.links.iter();
    ToBrowser::Sharing {
        open: shared.door.is_some(),
        links: links
            .map(|lent| shown(lent, shared.door.as_ref(), site, now))
            .collect(),
        author,
    }
}

fn shown(lent: &Lent, door: Option<&Door>, site: &Site, now: Timestamp) -> LinkShown {
    let link = &*lent.link;
    let url = door.map(|door| door.url(link));
    let others = door.map_or_else(Vec::new, |door| {
        let others = door.addresses.iter().skip(1);
        let other = others.map(|address| OtherUrl {
            url: door.url_at(&address.host(), link),
            network: address.network(),
        });
        other.collect()
    });
    LinkShown {
        id: link.id,
        scope: match link.scope {
            Scope::Posts(_) => "posts",
            Scope::Drafts => "drafts",
            Scope::Own => "own",
        },
        opens: link.scope.opens(site),
        post: link.scope.only(site).map(|entry| site.url(entry)),
        code: url.as_deref().and_then(Code::of).map(|code| CodeShown {
            size: code.size(),
            path: code.svg_path(),
        }),
        url,
        others,
        ends: words::until(now, link.ends),
        line: link.line.clone(),
        readers: lent.readers,
        lonely: lent.lonely && door.is_some_and(Door::is_reached),
    }
}
