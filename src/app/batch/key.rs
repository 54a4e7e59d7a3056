//! What names a run: everything that its output depends on.

use std::io::Read;

use serde_json::json;

use super::super::cli::Batch;
use super::Ended;
use super::ask::Asked;
use super::models::Models;
use crate::base::digest;

/// Names everything that the output depends on.
pub fn key(args: &Batch, models: &Models, asked: &Asked) -> Result<String, Ended> {
    if args.write.output.is_none() || !asked.inputs.twice() {
        return Ok(String::new());
    }
    let mut files = Vec::new();
    for table in &asked.inputs.tables {
        let Some(path) = &table.path else {
            continue;
        };
        let unread =
            |error: std::io::Error| Ended::Why(format!("{} cannot be read: {error}", table.name));
        let mut file = std::fs::File::open(path).map_err(unread)?;
        let mut hash = twox_hash::XxHash3_128::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut buffer).map_err(unread)?;
            if read == 0 {
                break;
            }
            hash.write(&buffer[..read]);
        }
        files.push(json!([
            table.name,
            table.format.id(),
            format!("{:032x}", hash.finish_128())
        ]));
    }
    let columns: Vec<&str> = asked
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let options = json!({
        "version": env!("CARGO_PKG_VERSION"), "models": models.digests, "overlays": asked.judged.iter().map(|j| &j.overlay).collect::<Vec<_>>(),
        "files": files, "columns": columns, "whole": asked.whole, "where": args.filter, "top": args.top, "by": args.by,
        "rank": args.rank, "road": args.road, "suggest": args.suggest, "missing": format!("{:?}", args.missing), "carry": args.carry,
        "on_error": format!("{:?}", args.on_error), "format": asked.format.id(), "packing": format!("{:?}", asked.packing),
        "memory": args.limits.memory_limit, "time": args.limits.time_limit,
    });
    Ok(digest(options.to_string().as_bytes()))
}
