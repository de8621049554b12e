//! What an `@` line sets: the clock, a slot, what the backend answers, the next call.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::finding::nearest;
use crate::session::clock;

/// The settings: the name, an example, and what it sets, for authors.
pub const SETTINGS: [(&str, &str, &str); 6] = [
    ("now", "@now 2025-07-01T10:00", "从这里起是这个时间；@now +10m 是过了十分钟，单位还有 s、h、d"),
    ("slot", "@slot 手机号=13800138000", "填好一个槽，像来电人说过一样"),
    (
        "stub",
        r#"@stub account.freeze=done {"冻结时间": "2025-07-01T10:00:00"}"#,
        "后台这样回：动作=结果，要带返回值就再写 JSON。同一个动作写几次就按次序用，最后一次一直有效。动作写 enqueue 是排队：queued、closed、full",
    ),
    ("call", "@call", "挂断，换一个人打进来；后台的数据还在"),
    ("hangup", "@hangup", "来电人挂断"),
    ("resume", "@resume", "电话断了又接上；@resume 解冻账户 是从这件事的开头接"),
];

/// A setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// `@now 2025-07-01T10:00`: it is that time from here on.
    Now(DateTime),
    /// `@now +10m`: so many seconds later.
    Later(i64),
    /// `@slot 手机号=13800138000`: the slot is filled as if the caller had said it.
    Slot {
        /// The slot's name.
        name: String,
        /// What it is filled with, as a caller would say it.
        value: String,
    },
    /// `@stub account.freeze=refused {…}`: the backend answers this. Stubs of one action are used up in order, the last one
    /// holds.
    Stub(Stub),
    /// `@call`: the caller hangs up, another one calls; the backend keeps what it knows.
    NextCall,
    /// `@hangup`: the caller hangs up.
    HangUp,
    /// `@resume`: the call was cut off and goes on. `@resume 解冻账户`: with this task from its beginning.
    Resume(Option<String>),
}

/// What an action answers instead of the backend.
#[derive(Debug, Clone, PartialEq)]
pub struct Stub {
    /// The action; `enqueue` is the queue that the caller is put in, with `queued`, `closed` and `full`.
    pub action: String,
    /// The outcome.
    pub outcome: String,
    /// The outputs.
    pub outputs: Map<String, Value>,
}

/// What is wrong with a setting: code, message, help.
pub type Wrong = (&'static str, String, String);

/// Reads a setting without its `@`.
pub fn read(text: &str) -> Result<Setting, Wrong> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match name {
        "now" => now(rest),
        "slot" => slot(rest),
        "stub" => stub(rest).map(Setting::Stub),
        "call" | "hangup" if !rest.is_empty() => {
            Err(("bad-setting", format!("“@{name}”后面不写东西"), format!("删掉“{rest}”")))
        }
        "call" => Ok(Setting::NextCall),
        "hangup" => Ok(Setting::HangUp),
        "resume" => Ok(Setting::Resume((!rest.is_empty()).then(|| rest.to_owned()))),
        _ => {
            let help = match nearest(name, SETTINGS.iter().map(|(name, ..)| *name)) {
                Some(near) => format!("是不是想写“@{near}”？"),
                None => {
                    "可用的设置：@now、@slot、@stub、@call、@hangup、@resume；来电人真说了以 @ 开头的话，前面加“客：”"
                        .to_owned()
                }
            };
            Err(("unknown-setting", format!("没有叫“@{name}”的设置"), help))
        }
    }
}

fn now(text: &str) -> Result<Setting, Wrong> {
    if let Some(later) = text.strip_prefix('+') {
        return match seconds(later) {
            Some(seconds) => Ok(Setting::Later(seconds)),
            None => {
                let help = "写数字和 s、m、h、d 之一，如 @now +10m".to_owned();
                Err(("bad-setting", format!("“+{later}”不是一段时间"), help))
            }
        };
    }
    clock::moment(text).map(Setting::Now).ok_or_else(|| {
        let help = "写成 @now 2025-07-01T10:00:00+08:00，或 @now +10m".to_owned();
        ("bad-setting", format!("“{text}”不是时间"), help)
    })
}

/// Reads `90s`, `10m`, `2h`, `3d`.
fn seconds(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.trim().parse().ok().filter(|number| *number >= 0)?;
    let factor = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn slot(text: &str) -> Result<Setting, Wrong> {
    match text.split_once(['=', '＝']) {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok(Setting::Slot { name: name.trim().to_owned(), value: value.trim().to_owned() })
        }
        _ => Err(("bad-setting", format!("“{text}”没有说哪个槽填什么"), "写成 @slot 手机号=13800138000".to_owned())),
    }
}

fn stub(text: &str) -> Result<Stub, Wrong> {
    let form =
        || "写成 @stub account.freeze=refused，要带返回值就再写 {\"冻结时间\": \"2025-07-01T10:00:00\"}".to_owned();
    let (head, json) = match text.find('{') {
        Some(at) => text.split_at(at),
        None => (text, "{}"),
    };
    let Some((action, outcome)) = head.trim().split_once(['=', '＝']) else {
        return Err(("bad-setting", format!("“{text}”没有说哪个动作怎样回"), form()));
    };
    if action.trim().is_empty() || outcome.trim().is_empty() {
        return Err(("bad-setting", format!("“{text}”没有说哪个动作怎样回"), form()));
    }
    match serde_json::from_str::<Map<String, Value>>(json) {
        Ok(outputs) => Ok(Stub { action: action.trim().to_owned(), outcome: outcome.trim().to_owned(), outputs }),
        Err(error) => Err(("bad-setting", format!("返回值不是 JSON 对象（{error}）"), form())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let shown = match read(text) {
            Ok(Setting::Now(now)) => format!("now {now}"),
            Ok(Setting::Later(seconds)) => format!("later {seconds}"),
            Ok(Setting::Slot { name, value }) => format!("slot {name} {value}"),
            Ok(Setting::Stub(Stub { action, outcome, outputs })) => {
                format!("stub {action} {outcome} {}", Value::Object(outputs))
            }
            Ok(Setting::NextCall) => "call".to_owned(),
            Ok(Setting::HangUp) => "hangup".to_owned(),
            Ok(Setting::Resume(task)) => format!("resume {task:?}"),
            Err((code, message, _)) => format!("{code}: {message}"),
        };
        assert_eq!(shown, expect);
    }

    #[test]
    fn settings() {
        check("now 2025-07-01T10:00:00+08:00", "now 2025-07-01T10:00:00");
        check("now +10m", "later 600");
        check("slot 手机号 = 13800138000", "slot 手机号 13800138000");
        check("stub account.freeze=refused", "stub account.freeze refused {}");
        check(
            "stub bill.summary=ok {\"账单\": {\"支出\": \"1.00\"}}",
            "stub bill.summary ok {\"账单\":{\"支出\":\"1.00\"}}",
        );
        check(" call", "call");
        check("hangup", "hangup");
        check("resume", "resume None");
        check("resume 解冻账户", "resume Some(\"解冻账户\")");
    }

    #[test]
    fn mistakes() {
        check("now 昨天", "bad-setting: “昨天”不是时间");
        check("now +x", "bad-setting: “+x”不是一段时间");
        check("now +99999999999999999d", "bad-setting: “+99999999999999999d”不是一段时间");
        check("slot 手机号", "bad-setting: “手机号”没有说哪个槽填什么");
        check("stub account.freeze", "bad-setting: “account.freeze”没有说哪个动作怎样回");
        check("call 1", "bad-setting: “@call”后面不写东西");
        check("nwo 2025-07-01", "unknown-setting: 没有叫“@nwo”的设置");
        check("", "unknown-setting: 没有叫“@”的设置");
        let error = "EOF while parsing an object at line 1 column 1";
        check("stub a=b {", &format!("bad-setting: 返回值不是 JSON 对象（{error}）"));
    }
}
