//! `winset draw`: one picture of an answer.

use super::super::cli::{Draw as Args, DrawFormat};
use super::super::output::Output;
use super::super::pixels::png;
use super::super::target::Target;
use super::graph::view;
use super::solve::{self, Whole, outcome, say_lints};
use super::why::reasons;
use super::{Outcome, deliver, deliver_bytes, limits, load_or_say, read_files, target};
use crate::base::Limits;
use crate::picture::{self, Picture, What};
use crate::problem::Problem;
use crate::render::{self, Theme};
use crate::search::concept::Concept;
use crate::solution::{OpenView, Provenance, Status};
use crate::study::PlanQuestion;

/// Draws a picture.
pub fn draw(args: &Args, output: Output) -> Outcome {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let target = match target(&args.write, &read_files(&args.files), output) {
        Ok(target) => target,
        Err(outcome) => return outcome,
    };
    let format = match format(args, &target) {
        Ok(format) => format,
        Err(why) => {
            output.error(&why);
            return Outcome::Bad;
        }
    };
    let mut loaded = match load_or_say(&args.files, false, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    say_lints(&mut loaded, &args.files, &limits, output);
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let ask = Ask {
        problem,
        concept: Concept::from(args.concept),
        most: args.most,
        limits: &limits,
        provenance: &Provenance::default(),
    };
    if let Some(write) = of_graph(format) {
        return graph_text(&ask, write, &target, output);
    }
    match ask.picture(What::from(args.what)) {
        Ok((picture, status)) => {
            let written = write(format, &picture, &target, output);
            written.err().unwrap_or(outcome(status))
        }
        Err((why, status)) => {
            output.error(&format!("there is nothing to draw: {why}"));
            match outcome(status) {
                Outcome::Agreement => Outcome::Limit,
                outcome => outcome,
            }
        }
    }
}

/// The format asked for, or that of the file's name.
///
/// # Errors
/// A sentence for people: the name says nothing, or the picture has no such form.
fn format(args: &Args, target: &Target) -> Result<DrawFormat, String> {
    let ending = target.file().map(|file| {
        let ending = file.extension().unwrap_or_default();
        ending.to_string_lossy().to_ascii_lowercase()
    });
    let format = match (args.format, ending.as_deref()) {
        (Some(format), _) => format,
        (None, None | Some("svg")) => DrawFormat::Svg,
        (None, Some("png")) => DrawFormat::Png,
        (None, Some("json")) => DrawFormat::VegaLite,
        (None, Some("dot" | "gv")) => DrawFormat::Dot,
        (None, Some("mmd")) => DrawFormat::Mermaid,
        (None, Some(_)) => {
            return Err(
                "the name of the file does not say what to write: end it with .svg, .png, .json (Vega-Lite), .dot or .mmd, or give --format"
                    .to_owned(),
            );
        }
    };
    let what = What::from(args.what);
    match format {
        DrawFormat::Dot | DrawFormat::Mermaid if what != What::Graph => Err(format!(
            "`{}` has no form for Graphviz or Mermaid; only `graph` has: use svg, png or vega-lite",
            what.id()
        )),
        DrawFormat::VegaLite if matches!(what, What::Graph | What::Road) => Err(format!(
            "`{}` has no form for Vega-Lite; use svg or png",
            what.id()
        )),
        _ => Ok(format),
    }
}

fn of_graph(format: DrawFormat) -> Option<fn(&crate::solution::GraphView) -> String> {
    match format {
        DrawFormat::Dot => Some(render::dot),
        DrawFormat::Mermaid => Some(render::mermaid),
        _ => None,
    }
}

/// The whole graph, as `winset graph` writes it.
fn graph_text(
    ask: &Ask,
    write: fn(&crate::solution::GraphView) -> String,
    target: &Target,
    output: Output,
) -> Outcome {
    match view(
        ask.problem,
        ask.concept,
        ask.most,
        ask.limits,
        ask.provenance,
    ) {
        Ok(view) => {
            let written = deliver(target, &write(&view), output);
            written.err().unwrap_or(Outcome::Agreement)
        }
        Err(why) => {
            let why = crate::solution::stopped(why, &ask.limits.clone().with_size(ask.most as u64));
            output.error(&format!("there is nothing to draw: {why}"));
            Outcome::Limit
        }
    }
}

fn write(
    format: DrawFormat,
    picture: &Picture,
    target: &Target,
    output: Output,
) -> Result<(), Outcome> {
    let bad = |why: String| {
        output.error(&why);
        Outcome::Bad
    };
    match format {
        DrawFormat::Png => {
            let bytes = png(&render::svg(picture, Theme::Light)).map_err(bad)?;
            deliver_bytes(target, &bytes, output)
        }
        DrawFormat::VegaLite => {
            let value = render::vega_lite(picture)
                .ok_or_else(|| bad("this picture has no form for Vega-Lite".to_owned()))?;
            let text = render::json(&value)
                .map_err(|error| bad(format!("the picture has no JSON form: {error}")))?;
            deliver(target, &text, output)
        }
        _ => deliver(target, &render::svg(picture, Theme::Light), output),
    }
}

/// What pictures are made from.
pub(super) struct Ask<'a> {
    pub problem: &'a Problem,
    pub concept: Concept,
    pub most: usize,
    pub limits: &'a Limits,
    pub provenance: &'a Provenance,
}

/// A picture and how far its answer goes; or why there is none.
type Drawn = Result<(Picture, Status), (String, Status)>;

impl Ask<'_> {
    /// Asks what the picture needs and no more.
    fn picture(&self, what: What) -> Drawn {
        match what {
            What::Prices => self.prices(),
            What::Graph => self.graph(),
            _ => self.of_answers(what, self.whole()),
        }
    }

    /// Packages and plans, without what keeps the road from going further.
    fn whole(&self) -> Whole {
        let question = PlanQuestion::whole(self.concept);
        let mut whole = solve::plain(self.problem, question, self.limits, self.provenance);
        whole.mark_roads(self.problem, self.limits);
        whole
    }

    fn title(&self) -> &str {
        &self.problem.names.title
    }

    fn of_answers(&self, what: What, whole: Whole) -> Drawn {
        let (packages, plans) = (&whole.solved.packages, &whole.solved.plan);
        let grade = &packages.head.grade;
        if what == What::Frontier {
            let picture = picture::frontier(packages, Some(plans), self.title());
            let none = || (format!("there is no package; {}", grade.by), grade.status);
            return picture.map(|p| (p, grade.status)).ok_or_else(none);
        }
        let grade = &plans.head.grade;
        let Some(road) = plans.road(self.concept) else {
            return Err((format!("there is no road; {}", grade.by), grade.status));
        };
        let title = self.title();
        let picture = match what {
            What::Gains => picture::gains(road, plans, title),
            What::Trust => picture::trust(road, plans, title),
            What::Talking => picture::talking(road, plans, title),
            What::Acceptable => match self.open(&whole) {
                Some(open) => picture::acceptable(&open, plans, title),
                None => {
                    let why = "there are too many settlements to look at each";
                    return Err((why.to_owned(), Status::Stopped));
                }
            },
            _ => picture::road(road, plans, title),
        };
        Ok((picture, grade.status))
    }

    /// What is still open along the road; nothing where it is too much to count.
    pub(super) fn open(&self, whole: &Whole) -> Option<OpenView> {
        let road = whole.road(self.concept)?;
        OpenView::new(self.problem, road, self.limits)
            .ok()
            .flatten()
    }

    fn prices(&self) -> Drawn {
        let why = reasons(self.problem, self.concept, self.limits, self.provenance);
        let picture = picture::prices(&why, self.concept, self.title());
        let none = || {
            let by = &why.head.grade.by;
            let what = match why.agreement {
                None => by.clone(),
                Some(_) => format!("there is no package, so that no line has a price; {by}"),
            };
            (what, why.packages.head.grade.status)
        };
        picture.map(|p| (p, why.head.grade.status)).ok_or_else(none)
    }

    fn graph(&self) -> Drawn {
        let stopped = |why| {
            let limits = self.limits.clone().with_size(self.most as u64);
            (crate::solution::stopped(why, &limits), Status::Stopped)
        };
        let view = view(
            self.problem,
            self.concept,
            self.most,
            self.limits,
            self.provenance,
        );
        let view = view.map_err(stopped)?;
        let picture = picture::graph(&view, self.title());
        picture
            .map(|p| (p, Status::Proved))
            .ok_or_else(|| ("no settlement is reached".to_owned(), Status::None))
    }
}
