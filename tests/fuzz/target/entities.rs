//! Entities, masks and secrets: any text, at any time of the calendar.

use daohang::text::entity::{Kind, Kinds, recognize, whole};
use daohang::text::fold::fold;
use daohang::text::mask::{mask, mask_unnamed};
use daohang::text::secret::secret;
use daohang::text::told::Talk;

use super::super::Signs;
use super::super::Target;
use super::super::seeds;
use super::text_and_clock;

/// Recognizes and masks.
pub const TARGET: Target = Target { name: "entities", run, seeds: inputs, most_bytes: 2048, n_short: 1500 };

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs = seeds::sayings();
    let more = [
        "@now 9999-12-31T23:59:59\n明年下个月大后天三点一刻",
        "@now -9999-01-01\n去年上个月前天",
        "@now 2024-02-29\n去年今天",
        "从去年三月到今年二月二十九号",
        "农历八月十五到除夕",
        "一千二百三十四亿五千六百七十八万九千零一块五毛",
        "百分之三点五",
        "我的卡号是6222 0210 0111 2223 334",
        "身份证11010519491231002X",
        "wang.er+a@example.com.cn",
        "验证码是1 3 5 7 9 0",
        "密码 hunter2024",
        "最后那个",
        "第二十三个",
        "下午三点半到五点",
        "最近三个月",
        "上上周五",
        "2025-13-45",
        "幺三八零零幺三八零零零",
    ];
    inputs.extend(more.map(str::to_owned));
    inputs.into_iter().map(String::into_bytes).collect()
}

fn run(input: &[u8], signs: &mut Signs) {
    let (text, now) = text_and_clock(input);
    let folded = fold(&text);
    let found = recognize(&folded, now, Kinds::ALL);
    let n_chars = text.chars().count();
    for entity in &found {
        let (start, end) = (entity.span.start as usize, entity.span.end as usize);
        assert!(start < end && folded.text().get(start..end).is_some(), "{entity:?}");
        let origin = folded.origin(entity.span);
        assert!(origin.start < origin.end && origin.end <= n_chars, "{entity:?}: {origin:?}");
        let json = entity.value.to_json();
        assert!(json.is_object(), "{json}");
        signs.note((entity.kind, end - start));
        signs.note((entity.kind, json.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>())));
    }
    signs.note_size("entities", found.len());
    for kind in Kind::ALL {
        if let Some(entity) = whole(&folded, now, kind) {
            assert_eq!(entity.kind, kind);
            signs.note(("whole", kind));
        }
    }
    let masked = mask(&text);
    assert_eq!(mask(&masked), masked, "masking twice is masking once");
    for talk in [Talk::Other, Talk::Secrets, Talk::SecretsAndMoney] {
        signs.note(("unnamed", mask_unnamed(&text, talk) == masked));
    }
    signs.note(("masked", masked != text, secret(&folded).is_some()));
}
