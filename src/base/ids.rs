//! Dense typed ids and the vectors they index. Names are kept once, in `problem::Names`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A dense index with a type of its own.
pub trait Id: Copy {
    /// The id of the `index`th thing.
    fn new(index: usize) -> Self;
    /// Position of the thing in its [`IdVec`].
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Id for $name {
            fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 things: the reader caps nodes"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// An actor, in file order.
    ActorId;
    /// A topic (incentives and measures included), in file order.
    TopicId;
    /// An option of a topic; 0 is the status quo.
    OptionId;
    /// Something that can refuse a package, as the user wrote it (SEMANTICS §6).
    ConstraintId;
}

impl OptionId {
    /// The status quo of every topic.
    pub const STATUS_QUO: OptionId = OptionId(0);
}

/// A vector indexed by a typed id.
#[derive(Clone, PartialEq, Eq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    id: PhantomData<fn(I)>,
}

impl<I: Id, T> IdVec<I, T> {
    /// An empty vector.
    pub fn new() -> Self {
        Self::from(Vec::new())
    }
    /// Appends `item` and says which id it got.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }
    /// Number of things.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// True when there is nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// The things, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// Ids and things, in order.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(i, t)| (I::new(i), t))
    }
    /// The ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::new)
    }
    /// The thing with this id, if there is one.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }
}

impl<I: Id, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            id: PhantomData,
        }
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(iter: It) -> Self {
        Self::from(iter.into_iter().collect::<Vec<_>>())
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T: fmt::Debug> fmt::Debug for IdVec<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

/// A set of actors, for performers and cheats. A model has at most [`ActorSet::CAPACITY`] actors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorSet(u64);

impl ActorSet {
    /// Most actors a model may have; the validator refuses more.
    pub const CAPACITY: usize = 64;
    /// Nobody.
    pub const EMPTY: ActorSet = ActorSet(0);

    /// Adds an actor.
    pub fn insert(&mut self, actor: ActorId) {
        // The validator refuses models with more actors, after reporting all their problems.
        self.0 |= bit(actor);
    }
    /// This set and one more actor.
    pub fn with(mut self, actor: ActorId) -> Self {
        self.insert(actor);
        self
    }
    /// This set but for one actor.
    pub fn without(self, actor: ActorId) -> Self {
        Self(self.0 & !bit(actor))
    }
    /// Is the actor in the set?
    pub fn contains(self, actor: ActorId) -> bool {
        self.0 & bit(actor) != 0
    }
    /// Everybody who is in either set.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Does anybody belong to both?
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
    /// True when nobody is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// Number of actors in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }
    /// The actors, in file order.
    pub fn iter(self) -> impl Iterator<Item = ActorId> {
        (0..Self::CAPACITY)
            .filter(move |i| self.0 >> i & 1 == 1)
            .map(ActorId::new)
    }
}

fn bit(actor: ActorId) -> u64 {
    1u64.checked_shl(actor.0).unwrap_or(0)
}

impl FromIterator<ActorId> for ActorSet {
    fn from_iter<T: IntoIterator<Item = ActorId>>(iter: T) -> Self {
        iter.into_iter().fold(Self::EMPTY, Self::with)
    }
}
