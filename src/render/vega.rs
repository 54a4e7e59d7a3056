//! Pictures as Vega-Lite 5, with their data inside.

use serde_json::{Value, json};

use crate::picture::{Axis, Bars, Body, Joined, Parallel, Picture, Plane};

/// A specification for Vega-Lite; none for pictures that are no charts. It names its schema, which no program needs to fetch.
pub fn vega_lite(picture: &Picture) -> Option<Value> {
    let mut value = match &picture.body {
        Body::Plane(plane) => plane_spec(plane),
        Body::Parallel(parallel) => parallel_spec(parallel),
        Body::Bars(bars) => bars_spec(bars),
        Body::Timeline(_) | Body::Net(_) => return None,
    };
    let head = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": picture.title, "subtitle": picture.beside},
        "description": format!("{} {}", picture.told, picture.grade),
        "usermeta": {"winset": {"what": picture.what.id(), "grade": picture.grade}},
    });
    let mut whole = head.as_object().cloned().unwrap_or_default();
    whole.extend(
        value
            .as_object_mut()
            .map(std::mem::take)
            .unwrap_or_default(),
    );
    Some(Value::Object(whole))
}

/// Colours in the order of series.
const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
];

fn series_encoding(names: &[&str]) -> (Value, Value) {
    let colours: Vec<_> = (0..names.len())
        .map(|n| COLOURS[n % COLOURS.len()])
        .collect();
    let colour = json!({"field": "series", "type": "nominal", "title": null, "scale": {"domain": names, "range": colours}});
    let shape =
        json!({"field": "series", "type": "nominal", "title": null, "scale": {"domain": names}});
    (colour, shape)
}

fn plane_spec(plane: &Plane) -> Value {
    let rows = plane.series.iter().flat_map(|series| {
        let name = &series.name;
        let dots = series.dots.iter();
        dots.map(
            move |d| json!({"series": name, "x": d.x, "y": d.y, "label": d.label, "words": d.tip}),
        )
    });
    let rows: Vec<Value> = rows.collect();
    let names: Vec<&str> = plane.series.iter().map(|s| s.name.as_str()).collect();
    let (colour, shape) = series_encoding(&names);
    let lines = plane.series.iter().any(|s| s.joined == Joined::InOrder);
    let mark = match lines {
        true => json!({"type": "line", "point": true}),
        false => json!({"type": "point", "filled": true, "size": 70}),
    };
    let mut encoding = json!({
        "x": field("x", &plane.x), "y": field("y", &plane.y),
        "color": colour, "tooltip": {"field": "words", "type": "nominal", "title": null},
    });
    match lines {
        true => encoding["strokeDash"] = shape,
        false => encoding["shape"] = shape,
    }
    json!({"width": 640, "height": 400, "data": {"values": rows}, "mark": mark, "encoding": encoding})
}

fn field(name: &str, axis: &Axis) -> Value {
    let mut field = json!({"field": name, "type": "quantitative", "title": axis.title});
    if axis.whole {
        field["axis"] = json!({"tickMinStep": 1, "format": "d"});
    }
    if let (Some(from), Some(to)) = (axis.from, axis.to)
        && !axis.whole
    {
        field["scale"] = json!({"domain": [from, to]});
    }
    field
}

/// A line per thing; values of every side as shares of its own range, the values themselves in the tooltip.
fn parallel_spec(parallel: &Parallel) -> Value {
    let own = |side: usize| {
        parallel
            .threads
            .iter()
            .filter_map(move |t| t.values.get(side).copied())
    };
    let mut rows = Vec::new();
    for (thread, line) in parallel.threads.iter().enumerate() {
        let kind = parallel
            .kinds
            .get(line.kind)
            .map_or("", |k| k.name.as_str());
        for (side, value) in line.values.iter().enumerate() {
            let (least, most) = (
                own(side).fold(f64::INFINITY, f64::min),
                own(side).fold(f64::NEG_INFINITY, f64::max),
            );
            let range = if most > least { most - least } else { 1.0 };
            rows.push(json!({
                "line": thread, "series": kind, "side": parallel.axes.get(side), "value": value,
                "share": (value - least) / range, "words": line.tip,
            }));
        }
    }
    let names: Vec<&str> = parallel
        .kinds
        .iter()
        .map(|k| k.name.as_str())
        .filter(|n| !n.is_empty())
        .collect();
    let (colour, dash) = series_encoding(&names);
    json!({
        "width": 640, "height": 400, "data": {"values": rows},
        "mark": {"type": "line", "point": true},
        "encoding": {
            "x": {"field": "side", "type": "nominal", "title": null, "sort": parallel.axes, "axis": {"labelAngle": 0}},
            "y": {"field": "share", "type": "quantitative", "title": "share of the side's own range"},
            "color": colour, "strokeDash": dash, "detail": {"field": "line", "type": "nominal"},
            "tooltip": [
                {"field": "words", "type": "nominal", "title": null},
                {"field": "value", "type": "quantitative", "title": parallel.unit},
            ],
        },
    })
}

fn bars_spec(bars: &Bars) -> Value {
    let rows = bars.groups.iter().flat_map(|group| {
        let named = bars.names.iter().zip(&group.values);
        named.map(move |(name, value)| json!({"line": group.name, "series": name, "value": value, "words": group.tip}))
    });
    let rows: Vec<Value> = rows.collect();
    let names: Vec<&str> = bars.names.iter().map(String::as_str).collect();
    let order: Vec<&str> = bars.groups.iter().map(|g| g.name.as_str()).collect();
    let (colour, _) = series_encoding(&names);
    json!({
        "width": 640, "data": {"values": rows}, "mark": "bar",
        "encoding": {
            "y": {"field": "line", "type": "nominal", "title": null, "sort": order},
            "yOffset": {"field": "series", "sort": names},
            "x": field("value", &bars.axis),
            "color": colour, "tooltip": {"field": "words", "type": "nominal", "title": null},
        },
    })
}
