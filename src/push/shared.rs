//! What is shared → the message for the author's panel.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::preview::Desk;
use crate::protocol::{CodeShown, LinkShown, OtherUrl, ToBrowser};
use crate::share::{Code, Door, Lent, Scope, Shared, words};
use crate::site::Site;

/// The codes of the links' addresses, each drawn once: that takes about a millisecond.
#[derive(Default)]
pub(super) struct Codes(BTreeMap<String, Option<CodeShown>>);

impl Codes {
    /// The message that shows all that is shared.
    pub(super) fn message<'a>(
        &mut self,
        shared: &Shared,
        site: &Site,
        desk: &'a Desk,
    ) -> ToBrowser<'a> {
        let now = Timestamp::now();
        let door = shared.door.as_ref();
        let links = shared.links.iter();
        let links: Vec<_> = links
            .map(|lent| self.shown(lent, door, site, now))
            .collect();
        self.0
            .retain(|url, _| links.iter().any(|link| link.url.as_ref() == Some(url)));
        ToBrowser::Sharing {
            open: door.is_some(),
            links,
            author: desk.author(),
            life: words::lasting(desk.options.sharing.life.unwrap_or_default()),
        }
    }

    fn code(&mut self, url: &str) -> Option<CodeShown> {
        let draw = || {
            let code = Code::of(url)?;
            Some(CodeShown {
                size: code.size(),
                path: code.svg_path(),
            })
        };
        self.0.entry(url.to_owned()).or_insert_with(draw).clone()
    }

    fn shown(
        &mut self,
        lent: &Lent,
        door: Option<&Door>,
        site: &Site,
        now: Timestamp,
    ) -> LinkShown {
        let link = &*lent.link;
        let url = door.map(|door| door.url(link));
        LinkShown {
            code: url.as_deref().and_then(|url| self.code(url)),
            url,
            ..without_address(lent, door, site, now)
        }
    }
}

fn without_address(lent: &Lent, door: Option<&Door>, site: &Site, now: Timestamp) -> LinkShown {
    let link = &*lent.link;
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
        code: None,
        url: None,
        network: door.and_then(|door| Some(door.addresses.first()?.network())),
        others,
        ends: words::until(now, link.ends),
        line: link.line.clone(),
        readers: lent.readers,
        lonely: lent.lonely && door.is_some_and(Door::is_reached),
    }
}
