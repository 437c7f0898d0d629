//! The files of a page's folder, and of the site, as templates see them.

use std::sync::Arc;

use super::World;
use crate::dialect::address::encode;
use crate::glob::Glob;
use crate::gotemplate::{Object, Value};
use crate::parse;
use crate::render::Target;
use crate::render::Whole;

/// The member of a resource that is what `transform.Unmarshal` makes of it.
pub(super) const UNMARSHALED: &str = "transform.Unmarshal";

/// The files beside a page that has a folder of its own.
#[derive(Debug)]
pub(super) struct Resources {
    world: Arc<World>,
    /// Their names, in Hugo's order.
    names: Arc<[String]>,
}

/// A file that a page shows.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    name: String,
    address: String,
    /// How what is in it is asked for.
    file: String,
    pixels: Option<(u32, u32)>,
    world: Arc<World>,
}

impl Resources {
    /// Those of the post.
    pub(super) fn of(world: &Arc<World>) -> Self {
        let names = if world.post().is_bundle() {
            world.want(Whole::Resources);
            world.known.templates.resources.clone().unwrap_or_default()
        } else {
            Arc::default()
        };
        Self {
            world: world.clone(),
            names,
        }
    }

    /// Those of a page that has none.
    pub(super) fn none(world: &Arc<World>) -> Value {
        Value::Object(Arc::new(Self {
            world: world.clone(),
            names: Arc::default(),
        }))
    }

    /// Some of them.
    fn some(&self, is_meant: impl Fn(&str) -> bool) -> Value {
        let names = self.names.iter().filter(|name| is_meant(name));
        Value::Object(Arc::new(Self {
            world: self.world.clone(),
            names: names.cloned().collect(),
        }))
    }

    fn first(&self, is_meant: impl Fn(&str) -> bool) -> Value {
        let mut names = self.names.iter();
        let found = names.find(|name| is_meant(name));
        found.map_or(Value::Nil, |name| self.resource(name))
    }

    fn resource(&self, name: &str) -> Value {
        let world = &self.world;
        Value::Object(Arc::new(Resource {
            name: name.to_owned(),
            file: {
                let inner = &world.post().inner;
                let folder = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("@/{folder}/{name}")
            },
            address: world.known.base.path.clone()
                + &encode(&format!("{}{name}", world.post().url)),
            pixels: Resource::file(world, name).and_then(|target| target.pixels),
            world: world.clone(),
        }))
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
                let wanted = wanted.trim_start_matches("./");
                self.first(|name| name.to_lowercase() == wanted)
            }
            "GetMatch" => {
                let glob = Glob::of(wanted()?)?;
                self.first(|name| glob.matches(name))
            }
            "Match" => {
                let glob = Glob::of(wanted()?)?;
                self.some(|name| glob.matches(name))
            }
            "ByType" => {
                let wanted = wanted()?;
                self.some(|name| kind(name) == &**wanted)
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
        let names = self.names.iter();
        Some(names.map(|name| self.resource(name)).collect())
    }

    fn is_true(&self) -> bool {
        !self.names.is_empty()
    }

    fn cost(&self) -> u64 {
        self.names.len() as u64
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
        let address = format!("{}/{}", world.known.base.path, encode(name));
        let found = Self::file(world, &format!("/{name}"));
        // Configurations and the like are served to nobody, and templates read them.
        let is_read = || parse::is_data(name) && world.text_in(name).is_some();
        if found.is_none() && !is_read() {
            return Value::Nil;
        }
        Value::Object(Arc::new(Self {
            name: name.to_owned(),
            file: name.to_owned(),
            address,
            pixels: found.and_then(|target| target.pixels),
            world: world.clone(),
        }))
    }

    /// What `transform.Unmarshal` makes of it.
    fn data(&self) -> Result<Value, String> {
        self.world.data_in(&self.file)
    }

    fn media_type(&self) -> Value {
        let ending = self.name.rsplit('.').next().unwrap_or_default();
        let ending = ending.to_lowercase();
        let (main, sub) = (
            kind(&self.name),
            match ending.as_str() {
                "jpg" => "jpeg",
                "svg" => "svg+xml",
                ending => ending,
            },
        );
        Value::map([
            ("MainType", Value::text(main)),
            ("SubType", Value::text(sub)),
            ("Type", Value::text(&format!("{main}/{sub}"))),
            ("Suffixes", Value::list(vec![Value::text(&ending)])),
        ])
    }

    /// The file of a destination, if there is one and it has been looked up.
    fn file<'w>(world: &'w World, destination: &str) -> Option<&'w Target> {
        world.note(|asked| {
            asked.files.insert(destination.to_owned());
        });
        let target = world.known.templates.files.get(destination);
        target.filter(|target| target.fingerprint.is_some())
    }
}

impl Object for Resource {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let pixels = |which: fn((u32, u32)) -> u32| {
            Value::Int(self.pixels.map_or(0, |it| i64::from(which(it))))
        };
        Ok(Some(match name {
            "RelPermalink" => Value::text(&self.address),
            "Permalink" => Value::text(&self.world.absolute(&self.address)),
            "Name" | "Title" => Value::text(&self.name),
            "Width" => pixels(|(width, _)| width),
            "Height" => pixels(|(_, height)| height),
            "ResourceType" => Value::text(kind(&self.name)),
            "MediaType" => self.media_type(),
            "Content" => Value::text(&self.world.text_in(&self.file).unwrap_or_default()),
            // Of pictures nothing but their size is read.
            "Exif" => Value::Nil,
            "Data" => Value::map([("Integrity", Value::text(""))]),
            "Publish" => Value::text(""),
            "Params" => Value::map::<&str>([]),
            // The picture itself stands for one of another size.
            "Resize" | "Fit" | "Fill" | "Crop" | "Process" | "Filter" => {
                Value::Object(Arc::new(self.clone()))
            }
            UNMARSHALED => self.data()?,
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.name.clone()
    }

    fn can_be_stored(&self) -> bool {
        true
    }
}
