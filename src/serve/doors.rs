//! Doors, roles and routes: the one place that says who may ask for what.
//!
//! A request comes in by a door. [`admit`] decides who asks, from the door and the request alone.
//! Each role has a router of its own, made of the routes whose table entry names that role; a
//! route for nobody in particular cannot be written. What a handler shows it gets from its
//! [`Visit`], which holds back what is not the visitor's to see.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::admit::{self, Refusal};
use super::visit::Visit;
use super::{headers, panicked, routes};
use crate::page::notice;
use crate::preview::Desk;
use crate::share::{LinkId, Role, Visitor};

/// By which door a request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// On loopback alone: for the author.
    Author,
    /// On every address, open while something is shared: for everybody else.
    Readers,
}

/// One route and for whom it is there. The path is what axum takes.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) roles: &'static [Role],
    pub(super) handler: MethodRouter,
}

/// Everything behind both doors.
pub(super) struct Doors {
    desk: Arc<Desk>,
    author: Router,
    own_device: Router,
    reviewer: Router,
}

impl Doors {
    pub(super) fn new(desk: Arc<Desk>) -> Self {
        Self {
            author: router(Role::Author),
            own_device: router(Role::OwnDevice),
            reviewer: router(Role::Reviewer),
            desk,
        }
    }

    /// The answer to a request.
    pub(super) async fn answer(&self, door: Door, peer: SocketAddr, request: Request) -> Response {
        let mut response = match self.admit(door, peer, request) {
            Ok((request, role)) => self.ask(request, role).await,
            Err(refused) => *refused,
        };
        headers::add(&mut response, door, self.desk.options.scripts);
        response
    }

    /// The answer to a reader whose link has too many connections already.
    pub(super) fn full(&self) -> Response {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        headers::add(&mut response, Door::Readers, self.desk.options.scripts);
        response
    }

    /// Which link a request at the readers' door came by, if that is a good one.
    pub(super) fn link_of(&self, request: &Request) -> Option<LinkId> {
        let found = admit::link(&self.desk, request.uri());
        found.ok().map(|(link, _)| link.id)
    }

    fn admit(
        &self,
        door: Door,
        peer: SocketAddr,
        mut request: Request,
    ) -> Result<(Request, Role), Box<Response>> {
        let visitor = match door {
            Door::Author => match admit::author(peer, &request) {
                Ok(()) => Visitor::Author,
                Err(refusal) => return Err(Box::new(self.refuse_author(refusal))),
            },
            Door::Readers => match admit::link(&self.desk, request.uri()) {
                Ok((link, Some(rest))) => {
                    *request.uri_mut() = rest;
                    Visitor::Holder(link)
                }
                // Without its last slash: the page's addresses would lead astray.
                Ok((link, None)) => {
                    return Err(Box::new(Redirect::temporary(&link.path()).into_response()));
                }
                Err(admit::NoLink::Ended) => return Err(Box::new(self.ended())),
                Err(admit::NoLink::Unknown) => {
                    let page = Html(notice::whole_link());
                    return Err(Box::new((StatusCode::FORBIDDEN, page).into_response()));
                }
            },
        };
        let role = visitor.role();
        let visit = Visit::new(self.desk.clone(), visitor);
        request.extensions_mut().insert(visit);
        Ok((request, role))
    }

    async fn ask(&self, request: Request, role: Role) -> Response {
        let router = match role {
            Role::Author => &self.author,
            Role::OwnDevice => &self.own_device,
            Role::Reviewer => &self.reviewer,
        };
        match router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    fn refuse_author(&self, refusal: Refusal) -> Response {
        if matches!(refusal, Refusal::Forwarded | Refusal::Host) {
            self.desk.tell_of_refusal();
        }
        (StatusCode::FORBIDDEN, Html(notice::forbidden())).into_response()
    }

    fn ended(&self) -> Response {
        let page = notice::ended(self.desk.author());
        (StatusCode::GONE, Html(page)).into_response()
    }
}

/// The routes of one role.
fn router(role: Role) -> Router {
    let mut router = Router::new();
    for route in routes::table() {
        if route.roles.contains(&role) {
            router = router.route(route.path, route.handler);
        }
    }
    router
        .fallback(routes::anything)
        .layer(CatchPanicLayer::custom(panicked))
}
