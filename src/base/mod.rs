//! Ground floor: exact points, typed ids, sets of actors, limits and digests. Names no other room.

mod characters;
mod digest;
mod ids;
mod limits;
mod points;
mod ratio;

pub use characters::{is_obeyed, is_unseen};
pub use digest::digest;
pub use ids::{ActorId, ActorSet, ConstraintId, Id, IdVec, OptionId, TopicId};
pub use limits::{Limits, Stopped};
pub use points::{Points, PointsError, counted, grouped, two_places};
pub use ratio::{Ratio, ratio_to_f64};
