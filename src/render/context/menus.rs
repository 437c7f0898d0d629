//! `site.Menus`: the menus of the configuration, of front matter and of sections.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::World;
use super::page::Page;
use super::site::value;
use crate::gotemplate::{Object, Value, urlized};
use crate::render::{PageFacts, PageKind};

/// So deep entries nest.
const DEEPEST: usize = 16;

/// One entry of a menu.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    menu: String,
    name: String,
    title: String,
    identifier: String,
    parent: String,
    pre: String,
    post: String,
    page_ref: String,
    url: String,
    weight: i64,
    params: Value,
    page: Option<Arc<PageFacts>>,
    /// Those whose parent it is, in their order.
    children: Vec<Arc<Item>>,
    /// The addresses of the pages that those below it lead to.
    below: BTreeSet<String>,
}

/// The entries of each menu that have no parent, by the menus' names.
pub(super) type Menus = BTreeMap<String, Vec<Arc<Item>>>;

impl Item {
    /// What a menu's entry says, in the configuration or in front matter.
    fn said(menu: &str, said: &serde_yaml::Value) -> Self {
        let find = |name: &str| {
            let mut keys = said.as_mapping().into_iter().flatten();
            let found = keys.find(|(key, _)| {
                let key = key.as_str();
                key.is_some_and(|key| key.eq_ignore_ascii_case(name))
            });
            found.map(|(_, value)| value)
        };
        let text = |name: &str| value(find(name).unwrap_or(&serde_yaml::Value::Null));
        let text = |name: &str| match text(name) {
            Value::Nil => String::new(),
            value => value.printed(),
        };
        Self {
            menu: menu.to_owned(),
            name: text("name"),
            title: text("title"),
            identifier: text("identifier"),
            parent: text("parent"),
            pre: text("pre"),
            post: text("post"),
            page_ref: text("pageref"),
            url: text("url"),
            weight: find("weight")
                .and_then(serde_yaml::Value::as_i64)
                .unwrap_or(0),
            params: find("params").map_or_else(|| Value::map::<&str>([]), value),
            page: None,
            children: Vec::new(),
            below: BTreeSet::new(),
        }
    }

    /// With its page, which says what the entry itself does not.
    fn of(self, page: Arc<PageFacts>, link_title: &str) -> Self {
        let or = |own: String, other: &str| {
            if own.is_empty() {
                other.to_owned()
            } else {
                own
            }
        };
        Self {
            name: or(self.name, link_title),
            title: or(self.title, &page.title),
            weight: if self.weight == 0 {
                page.weight()
            } else {
                self.weight
            },
            page: Some(page),
            ..self
        }
    }

    /// What others name as their parent.
    fn key(&self) -> &str {
        if self.identifier.is_empty() {
            &self.name
        } else {
            &self.identifier
        }
    }

    /// By weight, what has none last, then by name.
    fn order(&self, other: &Self) -> Ordering {
        let key = |it: &Self| {
            let name = it.name.to_lowercase();
            (it.weight == 0, it.weight, name, it.identifier.clone())
        };
        key(self).cmp(&key(other))
    }
}

impl World {
    /// The menus as templates see them.
    pub(super) fn menus(self: &Arc<Self>) -> Value {
        self.once("menus".to_owned(), || {
            let menus = self.all_menus().into_iter();
            Value::map(menus.map(|(name, items)| (name, Entry::list(&items, self))))
        })
    }

    /// Whether an entry of a menu leads to a section that lies around a page.
    pub(super) fn has_menu_around(&self, entry: &Value, page: &PageFacts) -> bool {
        let Value::Object(entry) = entry else {
            return false;
        };
        let entry = entry.any().and_then(|entry| entry.downcast_ref::<Entry>());
        let section = entry.and_then(|entry| entry.item.page.as_ref());
        let section = section.filter(|section| section.kind == PageKind::Section);
        section.is_some_and(|section| self.is_around(section, page))
    }

    fn all_menus(self: &Arc<Self>) -> Menus {
        let values = &self.known.templates.values;
        let mut items = Vec::new();
        let key = if values.at("menus").is_some() {
            "menus"
        } else {
            "menu"
        };
        for (menu, said) in values.group(key) {
            let said = said.as_sequence().into_iter().flatten();
            items.extend(said.map(|said| self.with_page(Item::said(menu, said))));
        }
        for page in self.all_pages().iter().chain(self.sections().values()) {
            items.extend(said_in(page).into_iter().map(|item| {
                let link_title = self.link_title(page);
                item.of(page.clone(), &link_title)
            }));
        }
        if let Some(menu) = values.text("sectionpagesmenu") {
            self.add_sections(menu, &mut items);
        }
        nested(items)
    }

    /// What an entry of the configuration leads to.
    fn with_page(&self, item: Item) -> Item {
        if item.page_ref.is_empty() {
            return item;
        }
        let page = match item.page_ref.trim_matches('/') {
            "" => Some(self.home_with_title()),
            path => self
                .page(&self.named(&format!("/{path}")))
                .or_else(|| self.filed_under(path)),
        };
        match page {
            Some(page) => {
                let link_title = self.link_title(&page);
                item.of(page, &link_title)
            }
            None => item,
        }
    }

    /// What is told of the first page, with its title.
    pub(super) fn home_with_title(&self) -> Arc<PageFacts> {
        let home = self.sections().get("").cloned();
        let home = home.unwrap_or_else(|| self.home_facts());
        let title = if home.title.is_empty() {
            super::site::Site::title(self).printed()
        } else {
            home.title.clone()
        };
        Arc::new(PageFacts {
            title,
            ..PageFacts::clone(&home)
        })
    }

    /// The outermost sections, as far as they are not in the menu already.
    fn add_sections(&self, menu: &str, items: &mut Vec<Item>) {
        for (folder, section) in self.sections() {
            let is_there = |item: &Item| item.menu == menu && item.key() == folder;
            if folder.is_empty() || folder.contains('/') || items.iter().any(is_there) {
                continue;
            }
            let item = Item {
                menu: menu.to_owned(),
                identifier: folder.clone(),
                params: Value::map::<&str>([]),
                ..Item::default()
            };
            items.push(item.of(section.clone(), &self.link_title(section)));
        }
    }
}

/// The entries that a page's front matter asks for: a menu's name, several, or groups by menus' names.
fn said_in(page: &PageFacts) -> Vec<Item> {
    use serde_yaml::Value as Yaml;
    let find = |name: &str| {
        let mut keys = page.metadata.keys.iter();
        let found = keys.find(|(key, _)| {
            let key = key.as_str();
            key.is_some_and(|key| key.eq_ignore_ascii_case(name))
        });
        found.map(|(_, value)| value)
    };
    let none = Yaml::Null;
    match find("menus").or_else(|| find("menu")) {
        Some(Yaml::String(menu)) => vec![Item::said(menu, &none)],
        Some(Yaml::Sequence(menus)) => {
            let menus = menus.iter().filter_map(Yaml::as_str);
            menus.map(|menu| Item::said(menu, &none)).collect()
        }
        Some(Yaml::Mapping(menus)) => {
            let menus = menus.iter();
            let menus = menus.filter_map(|(menu, said)| Some((menu.as_str()?, said)));
            menus.map(|(menu, said)| Item::said(menu, said)).collect()
        }
        _ => Vec::new(),
    }
}

/// The entries in their menus and below their parents. Of a parent that is missing Hugo makes one up.
fn nested(items: Vec<Item>) -> Menus {
    let mut by_parent: BTreeMap<(String, String), Vec<Item>> = BTreeMap::new();
    let mut all: Vec<Item> = Vec::new();
    for item in items {
        if item.parent.is_empty() {
            all.push(item);
        } else {
            let key = (item.menu.clone(), item.parent.clone());
            by_parent.entry(key).or_default().push(item);
        }
    }
    let is_an_entry = |(menu, parent): &(String, String)| {
        let nested = by_parent.values().flatten();
        { all.iter().chain(nested) }.any(|item| item.menu == *menu && item.key() == parent)
    };
    let missing = by_parent.keys().filter(|key| !is_an_entry(key));
    let missing = missing.map(|(menu, parent)| Item {
        menu: menu.clone(),
        name: parent.clone(),
        params: Value::map::<&str>([]),
        ..Item::default()
    });
    let missing: Vec<Item> = missing.collect();
    all.extend(missing);
    let mut menus = Menus::new();
    for item in all {
        let menu = item.menu.clone();
        menus
            .entry(menu)
            .or_default()
            .push(with_children(item, &mut by_parent, 0));
    }
    for items in menus.values_mut() {
        items.sort_by(|one, other| one.order(other));
    }
    menus
}

/// An entry with those below it, each of which is in one place: it is taken out of those that are left.
fn with_children(
    mut item: Item,
    left: &mut BTreeMap<(String, String), Vec<Item>>,
    depth: usize,
) -> Arc<Item> {
    let key = (item.menu.clone(), item.key().to_owned());
    let children = left.remove(&key).filter(|_| depth < DEEPEST);
    let children = children.into_iter().flatten();
    item.children = children
        .map(|child| with_children(child, left, depth + 1))
        .collect();
    item.children.sort_by(|one, other| one.order(other));
    for child in &item.children {
        item.below
            .extend(child.page.iter().map(|page| page.url.clone()));
        item.below.extend(child.below.iter().cloned());
    }
    Arc::new(item)
}

/// An entry of a menu as templates see it.
#[derive(Debug)]
pub(super) struct Entry {
    item: Arc<Item>,
    world: Arc<World>,
}

impl Entry {
    fn list(items: &[Arc<Item>], world: &Arc<World>) -> Value {
        let entry = |item: &Arc<Item>| {
            Value::Object(Arc::new(Self {
                item: item.clone(),
                world: world.clone(),
            }))
        };
        Value::list(items.iter().map(entry).collect())
    }

    fn url(&self) -> String {
        let base = &self.world.known.base.path;
        match &self.item.page {
            Some(page) => format!("{base}{}", crate::dialect::address::encode(&page.url)),
            None if self.item.url.starts_with('/') => {
                let (path, rest) = match self.item.url.find(['?', '#']) {
                    Some(at) => self.item.url.split_at(at),
                    None => (&*self.item.url, ""),
                };
                format!(
                    "{base}{}{rest}",
                    crate::dialect::address::encode(&urlized(path))
                )
            }
            None => self.item.url.clone(),
        }
    }
}

/// Whether an entry of a menu, which a template has, leads to a page, or one of those below it does.
pub(super) fn leads_to(entry: &Value, menu: &str, page: &PageFacts, is_below: bool) -> bool {
    let Value::Object(entry) = entry else {
        return false;
    };
    let entry = entry.any().and_then(|entry| entry.downcast_ref::<Entry>());
    entry.is_some_and(|Entry { item, .. }| {
        let own = item.page.as_ref();
        let leads = if is_below {
            item.below.contains(&page.url)
        } else {
            own.is_some_and(|own| own.url == page.url)
        };
        leads && item.menu == menu
    })
}

impl Object for Entry {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let item = &self.item;
        Ok(Some(match name {
            "Name" => Value::text(&item.name),
            "Title" => Value::text(&item.title),
            "URL" => Value::text(&self.url()),
            "ConfiguredURL" => Value::text(&item.url),
            "PageRef" => Value::text(&item.page_ref),
            "Identifier" => Value::text(&item.identifier),
            "KeyName" => Value::text(item.key()),
            "Parent" => Value::text(&item.parent),
            "Menu" => Value::text(&item.menu),
            "Pre" => Value::html(&item.pre),
            "Post" => Value::html(&item.post),
            "Weight" => Value::Int(item.weight),
            "Params" => item.params.clone(),
            "HasChildren" => Value::Bool(!item.children.is_empty()),
            "Children" => Self::list(&item.children, &self.world),
            "Page" => match &item.page {
                Some(page) => Page::value(page.clone(), &self.world),
                None => Value::Nil,
            },
            _ => return Ok(None),
        }))
    }

    fn member_of_list(
        &self,
        list: &[Value],
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>, String> {
        let mut list = list.to_vec();
        match name {
            "ByWeight" => {}
            "ByName" => list.sort_by_cached_key(|entry| match entry {
                Value::Object(entry) => match entry.member("Name", &[]) {
                    Ok(Some(name)) => name.printed().to_lowercase(),
                    _ => String::new(),
                },
                _ => String::new(),
            }),
            "Reverse" => list.reverse(),
            "Limit" => {
                let Some(Value::Int(most)) = arguments.first() else {
                    return Err("Limit needs a number".to_owned());
                };
                list.truncate(usize::try_from(*most).unwrap_or(0));
            }
            _ => return Ok(None),
        }
        Ok(Some(Value::list(list)))
    }

    fn text(&self) -> String {
        self.item.name.clone()
    }

    fn any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }

    fn type_name(&self) -> &'static str {
        "*navigation.MenuEntry"
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}
