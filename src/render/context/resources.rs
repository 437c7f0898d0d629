//! The files of a page's folder, and of the site, as templates see them.

use std::sync::{Arc, PoisonError, Weak};

use super::World;
use super::pictures::made_name;
use crate::dialect::address::encode;
use crate::glob::Glob;
use crate::gotemplate::{Map, Object, Value};
use crate::parse;
use crate::parse::Metadata;
use crate::render::{PageFacts, PageKind, ResourceFacts, Target};

/// The member of a resource that is what `transform.Unmarshal` makes of it.
pub(super) const UNMARSHALED: &str = "transform.Unmarshal";

/// The files beside a page that has a folder of its own, in Hugo's order.
#[derive(Debug)]
pub(super) struct Resources {
    all: Arc<[Resource]>,
}

/// A file that a page shows.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// What it is called: its name, or what the front matter calls it.
    name: Arc<str>,
    /// Its name in the folder, and the same without its language, by which it is found too.
    file_names: [Arc<str>; 2],
    title: Arc<str>,
    params: Value,
    address: Arc<str>,
    /// How what is in it is asked for.
    file: Arc<str>,
    /// How the file itself is asked for.
    destination: Arc<str>,
    /// Width and height of a picture that is shown in another size.
    pixels: Option<(u32, u32)>,
    world: Weak<World>,
}

/// What a page's front matter says of its files.
struct Renaming {
    from: Glob,
    name: Option<String>,
    title: Option<String>,
    params: Value,
    /// How many files have been given a name, and a title.
    counts: [usize; 2],
}

impl Renaming {
    /// What stands below `resources` in front matter.
    fn all_of(keys: &serde_yaml::Mapping) -> Vec<Self> {
        let resources = super::site::group(keys).remove("resources");
        let groups = resources.as_ref().and_then(Value::items);
        let groups = groups.iter().flat_map(|groups| groups.iter());
        let renaming = groups.filter_map(|said| {
            let said = said.entries()?;
            let text = |key: &str| said.get(key).and_then(Value::as_text);
            Some(Self {
                from: Glob::of(&text("src")?.to_lowercase()).ok()?,
                name: text("name").map(ToString::to_string),
                title: text("title").map(ToString::to_string),
                params: said
                    .get("params")
                    .cloned()
                    .unwrap_or_else(|| Value::map::<&str>([])),
                counts: [0, 0],
            })
        });
        renaming.collect()
    }
}

/// The files of a post, as its front matter has them, or where that says nothing of files, that of the page in
/// their language: the first that says a name gives it, and so with titles; `:counter` counts the files of one
/// pattern.
fn all_of(world: &Arc<World>, post: &PageFacts, facts: &[ResourceFacts]) -> Arc<[Resource]> {
    let mut renaming: Vec<(&Arc<Metadata>, Vec<Renaming>)> = Vec::new();
    let inner = &post.inner;
    let folder = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut resources = Vec::with_capacity(facts.len());
    let says_itself = !Renaming::all_of(&post.metadata.keys).is_empty();
    for facts in facts {
        let said = if says_itself {
            &post.metadata
        } else {
            &facts.metadata
        };
        let known = |(of, _): &(&Arc<Metadata>, _)| Arc::ptr_eq(of, said);
        let at = renaming.iter().position(known).unwrap_or_else(|| {
            renaming.push((said, Renaming::all_of(&said.keys)));
            renaming.len() - 1
        });
        let renaming = &mut renaming[at].1;
        let file = facts.plain.to_lowercase();
        let name = given(renaming, &file, 0);
        let title = given(renaming, &file, 1);
        let title = title.unwrap_or_else(|| facts.name.clone());
        let name = name.unwrap_or_else(|| facts.name.clone());
        // Of all that are meant for it, what is said last counts.
        let mut params = Map::new();
        for said in renaming.iter().filter(|said| said.from.matches(&file)) {
            params.extend(said.params.entries().unwrap_or_default().as_ref().clone());
        }
        resources.push(Resource {
            title: title.into(),
            name: name.into(),
            file_names: [facts.name.as_str().into(), facts.plain.as_str().into()],
            params: super::site::parameters(params),
            address: (world.known.base.path.clone() + &encode(&facts.address)).into(),
            file: format!("@/{folder}/{}", facts.name).into(),
            destination: facts.address.as_str().into(),
            pixels: None,
            world: Arc::downgrade(world),
        });
    }
    if renaming.iter().any(|(_, said)| !said.is_empty()) {
        resources.sort_by(|one, other| one.name.cmp(&other.name));
    }
    resources.into()
}

/// The name (0) or the title (1) that a file is given.
fn given(renaming: &mut [Renaming], file: &str, which: usize) -> Option<String> {
    let (text, said) = renaming.iter_mut().find_map(|said| {
        let text = [&said.name, &said.title][which].clone()?;
        said.from.matches(file).then_some((text, said))
    })?;
    if !text.contains(":counter") {
        return Some(text);
    }
    said.counts[which] += 1;
    Some(text.replace(":counter", &said.counts[which].to_string()))
}

impl Resources {
    /// Those of a page; of sections none is known.
    pub(super) fn of(world: &Arc<World>, page: &PageFacts) -> Value {
        let all = if page.kind == PageKind::Page && page.is_bundle() {
            Self::beside(world, page)
        } else {
            Arc::default()
        };
        Value::Object(Arc::new(Self { all }))
    }

    /// Those in the folder of a post, made once.
    fn beside(world: &Arc<World>, page: &PageFacts) -> Arc<[Resource]> {
        world.note(|asked| {
            asked.resources.insert(page.path.clone());
        });
        // What is not looked up yet will be.
        let Some(facts) = world.known.templates.resources.get(&page.path) else {
            return Arc::default();
        };
        let made = || { world.resources.lock() }.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made().get(&page.path) {
            return known.clone();
        }
        let all = all_of(world, page, facts);
        made().insert(page.path.clone(), all.clone());
        all
    }

    /// Some of them.
    fn some(&self, is_meant: impl Fn(&Resource) -> bool) -> Value {
        let all = self.all.iter().filter(|resource| is_meant(resource));
        let all = all.cloned().collect();
        Value::Object(Arc::new(Self { all }))
    }

    /// Those whose names match; where there is none, those of which the names of the files do.
    fn matching(&self, glob: &Glob) -> Value {
        if self.all.iter().any(|it| glob.matches(&it.name)) {
            return self.some(|it| glob.matches(&it.name));
        }
        self.some(|it| it.is(&|name| glob.matches(name)))
    }
}

impl Object for Resources {
    fn member(&self, member: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let wanted = || {
            let wanted = arguments.last().and_then(Value::as_text);
            wanted.ok_or_else(|| "a name is missing".to_owned())
        };
        Ok(Some(match member {
            "Get" => {
                let wanted = wanted()?.to_lowercase();
                let wanted = wanted.trim_start_matches("./").trim_start_matches('/');
                let is_it = |name: &str| name.to_lowercase() == wanted;
                let named = self.all.iter().find(|it| is_it(&it.name));
                let found = named.or_else(|| self.all.iter().find(|it| it.is(&is_it)));
                found.map_or(Value::Nil, Resource::value)
            }
            "GetMatch" => {
                let found = self.matching(&Glob::of(wanted()?)?).items();
                found
                    .and_then(|found| found.first().cloned())
                    .unwrap_or_default()
            }
            "Match" => self.matching(&Glob::of(wanted()?)?),
            "ByType" => {
                let wanted = wanted()?;
                self.some(|it| kind(&it.destination) == &**wanted)
            }
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        String::new()
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(self.all.iter().map(Resource::value).collect())
    }

    fn is_true(&self) -> bool {
        !self.all.is_empty()
    }

    fn cost(&self) -> u64 {
        self.all.len() as u64
    }
}

/// The main type of a file, by its ending.
pub(crate) fn kind(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_lowercase().as_str() {
        "png" | "jpg" | "jpeg" | "jpe" | "jfif" | "gif" | "webp" | "svg" | "bmp" | "tif"
        | "tiff" | "avif" | "heic" => "image",
        "mp4" | "mpg" | "mpeg" | "webm" | "ogv" | "avi" | "mov" | "3gp" => "video",
        "mp3" | "wav" | "midi" | "mid" | "flac" | "ogg" | "m4a" => "audio",
        "txt" | "css" | "csv" | "html" | "htm" | "js" | "ts" | "tsx" | "jsx" | "scss" | "sass"
        | "ics" => "text",
        "ttf" | "otf" | "woff" | "woff2" => "font",
        "md" | "markdown" | "mdown" => "page",
        _ => "application",
    }
}

impl Resource {
    /// The file of this name in the site's assets.
    pub(super) fn of_site(world: &Arc<World>, path: &str) -> Value {
        let name = path.trim_start_matches('/');
        // That is how files below the posts' folder are asked for.
        if name.starts_with("@/") {
            return Value::Nil;
        }
        let address = format!("{}/{}", world.known.base.path, encode(name));
        let destination = format!("/{name}");
        // Configurations and the like are served to nobody, and templates read them.
        let is_read = || parse::is_data(name) && world.text_in(name).is_some();
        if Self::target(world, &destination).is_none() && !is_read() {
            return Value::Nil;
        }
        Self {
            name: name.into(),
            file_names: [name.into(), name.into()],
            title: name.into(),
            params: Value::map::<&str>([]),
            file: name.into(),
            address: address.into(),
            destination: destination.into(),
            pixels: None,
            world: Arc::downgrade(world),
        }
        .value()
    }

    fn value(&self) -> Value {
        Value::Object(Arc::new(self.clone()))
    }

    /// Whether it is a picture.
    pub(super) fn is_picture(&self) -> bool {
        kind(&self.destination) == "image"
    }

    /// Whether one of the names is meant that it is found by.
    fn is(&self, is_meant: &dyn Fn(&str) -> bool) -> bool {
        is_meant(&self.name) || self.file_names.iter().any(|name| is_meant(name))
    }

    /// What `transform.Unmarshal` makes of it.
    fn data(&self, world: &World, arguments: &[Value]) -> Result<Value, String> {
        let delimiter = match arguments.first() {
            Some(Value::Map(options)) => options.get("delimiter").and_then(Value::as_text),
            _ => None,
        };
        let delimiter = delimiter.and_then(|it| it.chars().next());
        world.data_in(&self.file, delimiter.unwrap_or(','))
    }

    fn media_type(&self) -> Value {
        let kind = kind(&self.destination);
        let ending = self.destination.rsplit('.').next().unwrap_or_default();
        let ending = ending.to_lowercase();
        let sub = match ending.as_str() {
            "jpg" => "jpeg",
            ending => ending,
        };
        let suffix = if sub == "svg" { "+xml" } else { "" };
        Value::map([
            ("MainType", Value::text(kind)),
            ("SubType", Value::text(sub)),
            ("Type", Value::text(&format!("{kind}/{sub}{suffix}"))),
            ("Suffixes", Value::list(vec![Value::text(&ending)])),
        ])
    }

    /// The file of a destination, if there is one and it has been looked up.
    fn target<'w>(world: &'w World, destination: &str) -> Option<&'w Target> {
        world.note(|asked| {
            asked.files.insert(destination.to_owned());
        });
        let target = world.known.templates.files.get(destination);
        target.filter(|target| target.fingerprint.is_some())
    }

    /// The picture in another size: `Resize "600x"`. Its file stands for what is made of it, under the name that
    /// Hugo gives that.
    fn resized(&self, world: &World, how: &str, options: &str) -> Value {
        let target = Self::target(world, &self.destination);
        let own = self.pixels.or(target.and_then(|target| target.pixels));
        let pixels = own.and_then(|own| resized(own, how, options));
        let fingerprint = target.and_then(|target| target.fingerprint);
        let address = fingerprint.and_then(|fingerprint| {
            let digest = world.digest(&self.destination, fingerprint)?;
            let (folder, name) = self.address.rsplit_once('/')?;
            let imaging = world.known.templates.values.at("imaging");
            let imaging = imaging.and_then(|imaging| imaging.as_mapping());
            let name = made_name(name, digest, (how, options), imaging)?;
            Some(format!("{folder}/{name}").into())
        });
        Self {
            pixels: pixels.or(own),
            address: address.unwrap_or_else(|| self.address.clone()),
            ..self.clone()
        }
        .value()
    }

    /// Width or height of a picture.
    fn pixels(&self, world: &World, which: fn((u32, u32)) -> u32) -> Value {
        let target = Self::target(world, &self.destination);
        let pixels = self.pixels.or(target.and_then(|target| target.pixels));
        Value::Int(pixels.map_or(0, |it| i64::from(which(it))))
    }
}

/// Width and height of a picture of these that is made into another: `600x`, `x400`, `fit 600x400 webp`.
fn resized((width, height): (u32, u32), how: &str, options: &str) -> Option<(u32, u32)> {
    let options = options.to_lowercase();
    let mut words = options.split_whitespace();
    let how = match how {
        "Process" => words.clone().next().unwrap_or_default().to_owned(),
        how => how.to_lowercase(),
    };
    let size = words.find_map(|word| {
        let (wide, high) = word.split_once('x')?;
        let number = |text: &str| {
            if text.is_empty() {
                Some(0)
            } else {
                text.parse().ok()
            }
        };
        Some((number(wide)?, number(high)?))
    });
    let (wide, high): (u32, u32) = size.filter(|size| *size != (0, 0))?;
    // As long as the other side asks for.
    let scaled = |side: u32, by: u32, of: u32| {
        let of = u64::from(of.max(1));
        let scaled = (u64::from(side) * u64::from(by) + of / 2) / of;
        u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
    };
    Some(match (how.as_str(), wide, high) {
        ("fit", wide, high) => {
            if width <= wide && height <= high {
                (width, height)
            } else if u64::from(width) * u64::from(high) > u64::from(height) * u64::from(wide) {
                (wide, scaled(height, wide, width))
            } else {
                (scaled(width, high, height), high)
            }
        }
        (_, wide, 0) => (wide, scaled(height, wide, width)),
        (_, 0, high) => (scaled(width, high, height), high),
        (_, wide, high) => (wide, high),
    })
}

impl Object for Resource {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        // Templates have run when it is gone.
        let world = self.world.upgrade().ok_or("the page is over")?;
        Ok(Some(match name {
            "RelPermalink" => Value::text(&self.address),
            "Permalink" => Value::text(&world.absolute(&self.address)),
            "Name" => Value::text(&self.name),
            "Title" => Value::text(&self.title),
            "Width" => self.pixels(&world, |(width, _)| width),
            "Height" => self.pixels(&world, |(_, height)| height),
            "ResourceType" => Value::text(kind(&self.destination)),
            "MediaType" => self.media_type(),
            "Content" => Value::text(&world.text_in(&self.file).unwrap_or_default()),
            // Of pictures nothing but their size is read.
            "Exif" => Value::Nil,
            "Data" => Value::map([("Integrity", Value::text(""))]),
            "Publish" => Value::text(""),
            "Params" => self.params.clone(),
            // The picture itself stands for one of another size.
            "Resize" | "Fit" | "Fill" | "Crop" | "Process" => {
                let options = arguments.first().and_then(Value::as_text);
                let options = options.ok_or("the size is missing")?;
                self.resized(&world, name, options)
            }
            "Filter" => self.value(),
            UNMARSHALED => self.data(&world, arguments)?,
            _ => return Ok(None),
        }))
    }

    fn any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.name.to_string()
    }

    fn can_be_stored(&self) -> bool {
        true
    }
}
