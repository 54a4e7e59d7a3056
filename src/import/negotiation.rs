//! What an import comes to: everything a draft is made of and nothing else, so that writing it as YAML loses nothing.

use crate::base::Points;
use crate::diag::{Span, Spanned};
use crate::model::{
    Draft, DraftActor, DraftCondition, DraftInterest, DraftLinkage, DraftOption, DraftPart,
    DraftRange, DraftRung, DraftSource, DraftTalks, DraftTopic, DraftWorth, Label, Name,
};

/// An imported negotiation.
#[derive(Debug)]
pub struct Negotiation {
    /// Where to point when the whole is meant.
    pub span: Span,
    /// `title`.
    pub title: Option<Name>,
    /// `description`: from what, and by which rules.
    pub description: String,
    /// The files it was made from.
    pub sources: Vec<Source>,
    /// The topics; all start unsettled.
    pub topics: Vec<Topic>,
    /// The sides.
    pub actors: Vec<Side>,
}

/// A file that was read.
#[derive(Debug)]
pub struct Source {
    /// Its id: the file's name.
    pub id: Name,
    /// What it is.
    pub title: String,
    /// Its digest.
    pub note: String,
}

/// A topic.
#[derive(Debug)]
pub struct Topic {
    /// Its id.
    pub id: Name,
    /// Its name, where that is no id.
    pub title: Option<String>,
    /// Its options, without the status quo `unsettled`; the steps of its range, if it has one.
    pub options: Vec<Choice>,
    /// The range, of which any value may be agreed.
    pub range: Option<Range>,
}

/// The range of a divisible topic.
#[derive(Debug)]
pub struct Range {
    /// Lowest value.
    pub from: Points,
    /// Highest value.
    pub to: Points,
    /// Distance between two steps.
    pub step: Points,
}

/// What the options of one topic are worth.
#[derive(Debug)]
pub enum Worths {
    /// Option by option; none where nothing is said of the topic.
    Listed(Vec<Points>),
    /// At values of the range, straight lines between them.
    Along(Vec<(Points, Points)>),
}

impl Worths {
    /// All worths that are stated: the least and the largest worth of the topic are among them.
    pub fn stated(&self) -> impl Iterator<Item = Points> {
        let (listed, along) = match self {
            Worths::Listed(worths) => (worths.as_slice(), &[][..]),
            Worths::Along(corners) => (&[][..], corners.as_slice()),
        };
        let along = along.iter().map(|(_, worth)| *worth);
        listed.iter().copied().chain(along)
    }
}

/// An option.
#[derive(Debug)]
pub struct Choice {
    /// Its id.
    pub id: Name,
    /// Its name, where that is no id.
    pub title: Option<String>,
}

/// A side.
#[derive(Debug)]
pub struct Side {
    /// Its id.
    pub id: Name,
    /// The name written inside its file, where that is another.
    pub name: Option<String>,
    /// What no agreement is worth.
    pub walk_away: Spanned<Points>,
    /// By topic, in their order: what each option is worth.
    pub interests: Vec<Worths>,
    /// Where each of them was written.
    pub places: Vec<Span>,
    /// Worth of combinations.
    pub linkages: Vec<Link>,
    /// Ids of its files.
    pub source: Vec<Name>,
}

/// A linkage.
#[derive(Debug)]
pub struct Link {
    /// Where it was written.
    pub span: Span,
    /// Topics by number, and which of their options.
    pub when: Vec<(usize, Vec<String>)>,
    /// The worth.
    pub value: Points,
}

impl Negotiation {
    /// As a draft, every part at its place in the foreign files.
    pub fn draft(&self) -> Draft {
        let text = |text: &str| Spanned::new(text.to_owned(), self.span);
        Draft {
            span: self.span,
            title: self.title.clone(),
            description: Some(text(&self.description)),
            sources: self.sources.iter().map(|s| s.draft()).collect(),
            broken_topics: false,
            broken_actors: false,
            topics: self.topics.iter().map(Topic::draft).collect(),
            actors: self.actors.iter().map(|a| a.draft(&self.topics)).collect(),
            rules: Vec::new(),
            hazards: Vec::new(),
            talks: DraftTalks::default(),
        }
    }
}

fn titled(title: &Option<String>, at: &Name) -> Option<Name> {
    title
        .as_ref()
        .map(|title| Spanned::new(title.clone(), at.span))
}

impl Source {
    fn draft(&self) -> DraftSource {
        DraftSource {
            id: self.id.clone(),
            title: Some(Spanned::new(self.title.clone(), self.id.span)),
            grade: None,
            confidential: false,
        }
    }
}

impl Topic {
    fn draft(&self) -> DraftTopic {
        let option = |choice: &Choice| DraftOption {
            id: choice.id.clone(),
            title: titled(&choice.title, &choice.id),
            rung: DraftRung::default(),
        };
        let at = |value| Spanned::new(value, self.id.span);
        let range = self.range.as_ref().map(|range| DraftRange {
            span: self.id.span,
            from: at(range.from),
            to: at(range.to),
            step: at(range.step),
            unit: None,
        });
        DraftTopic {
            id: self.id.clone(),
            divisible: range.as_ref().map(|r| Spanned::new(true, r.span)),
            range,
            label: Label::Topic,
            title: titled(&self.title, &self.id),
            options: self.options.iter().map(option).collect(),
            unsettled: true,
            moves: None,
            in_force: None,
            defaults: DraftRung::default(),
            broken: false,
        }
    }
}

impl Side {
    fn draft(&self, topics: &[Topic]) -> DraftActor {
        let rows = topics.iter().zip(&self.interests).zip(&self.places);
        // A side whose worth lies in combinations alone has no interests.
        let rows = rows.filter(|((_, worths), _)| worths.stated().next().is_some());
        let interests = rows.map(|((topic, worths), place)| DraftInterest {
            topic: Spanned::new(topic.id.value.clone(), *place),
            span: *place,
            worth: worths.draft(*place),
        });
        DraftActor {
            id: self.id.clone(),
            name: titled(&self.name, &self.id),
            role: None,
            patience: None,
            walk_away: Some(self.walk_away.clone()),
            min_gain: None,
            weight: None,
            stake: None,
            step_gain: None,
            credit: None,
            interests: interests.collect(),
            linkages: self
                .linkages
                .iter()
                .map(|link| link.draft(topics))
                .collect(),
            trusts: Vec::new(),
            exposure: Vec::new(),
            red_lines: Vec::new(),
            audiences: Vec::new(),
            source: self.source.clone(),
        }
    }
}

impl Worths {
    fn draft(&self, place: Span) -> DraftWorth {
        match self {
            Worths::Listed(worths) => DraftWorth::List(worths.clone()),
            Worths::Along(corners) => {
                let corners = corners.iter().map(|(x, y)| (Spanned::new(*x, place), *y));
                DraftWorth::Points(corners.collect())
            }
        }
    }
}

impl Link {
    fn draft(&self, topics: &[Topic]) -> DraftLinkage {
        let name = |text: &str| Spanned::new(text.to_owned(), self.span);
        let parts = self.when.iter().map(|(topic, specs)| DraftPart::Topic {
            topic: name(&topics[*topic].id.value),
            specs: specs.iter().map(|spec| name(spec)).collect(),
        });
        DraftLinkage {
            when: DraftCondition {
                span: self.span,
                parts: parts.collect(),
            },
            value: self.value,
            source: Vec::new(),
        }
    }
}
