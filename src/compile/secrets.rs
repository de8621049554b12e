//! Sentences that ask a caller for a code or a password, which a hotline must never do.
//!
//! A sentence that warns (不要告诉任何人) or speaks about one (去安全中心改登录密码) is none.

use crate::finding::{Finding, Place};
use crate::text::fold::fold;

/// What must not be asked for.
const SECRETS: [&str; 18] = [
    "验证码",
    "校验码",
    "动态码",
    "短信码",
    "安全码",
    "授权码",
    "确认码",
    "取款码",
    "密码",
    "口令",
    "背面三位数",
    "背面的三位数",
    "后面三位数",
    "pin",
    "cvv2",
    "cvv",
    "cvc2",
    "cvc",
];

/// How a caller is told to hand something over.
const GIVE: [&str; 15] =
    ["告诉", "提供", "输入", "键入", "填写", "回复", "发送", "说", "讲", "报", "念", "读", "输", "发", "给"];

/// Those that may also happen in an app, where a secret belongs.
const TYPED: [&str; 5] = ["输入", "键入", "填写", "提供", "输"];

/// What makes, right behind a word of [`GIVE`], another word of it, a thing of the past, or another receiver.
const NOT_GIVING: [&str; 19] = [
    "入",
    "过",
    "了",
    "的",
    "错",
    "警",
    "案",
    "失",
    "明",
    "不",
    "没",
    "对方",
    "别人",
    "他",
    "她",
    "人家",
    "任何人",
    "骗子",
    "谁",
];

/// What may stand right behind a word of [`GIVE`] up to the end of its clause when its object stands before it.
const ENDINGS: [&str; 16] = [
    "给我们",
    "我们",
    "给我",
    "可以吗",
    "好吗",
    "行吗",
    "一下",
    "一遍",
    "出来",
    "过来",
    "我",
    "来",
    "下",
    "吧",
    "听",
    "出",
];

/// What makes a request of a clause.
const REQUESTS: [&str; 11] = ["请", "麻烦", "劳驾", "需要您", "要您", "帮我", "把", "将", "可以", "能", "方便"];

/// What turns a request into a warning.
const WARNINGS: [&str; 5] = ["不", "别", "勿", "无需", "没有人"];

/// Who asks in a sentence that tells of somebody else.
const OTHERS: [&str; 7] = ["有人", "谁", "凡", "对方", "骗子", "自称", "陌生人"];

/// What makes a secret the topic of a clause.
const TOPICS: [&str; 16] = [
    "改",
    "忘",
    "重置",
    "设置",
    "设新",
    "设一个",
    "找回",
    "丢",
    "换",
    "关于",
    "保管",
    "解锁",
    "收不到",
    "没收到",
    "用密码",
    "用验证码",
];

/// What may stand between a secret and the question for it.
const LINKS: [&str; 7] = ["分别", "现在", "就", "是", "呢", "又", "都"];

/// What a question behind a secret can be about instead of its value.
const ABOUT: [&str; 9] = ["位数", "情", "问题", "原因", "提示", "时候", "意思", "样", "次"];

/// Returns whether a prompt, or what a flow is for, speaks of a code or a password.
pub(crate) fn speaks_of(text: &str) -> bool {
    ["验证码", "校验码", "动态码", "短信码", "密码", "口令"].iter().any(|name| text.contains(name))
}

/// Returns the finding for a text that is said or shown to callers, if it asks for a secret.
pub(super) fn check(text: &str, place: &Place) -> Option<Finding> {
    let finding = || {
        let message = format!("话术“{text}”在向来电的人要验证码或者密码");
        Finding::error("asks-for-secret", place.clone(), message)
            .help("热线从不问这些：改用手机号、证件后四位核对身份，或者请人到 App 里自己输入")
    };
    asks(text).then(finding)
}

/// Returns the finding for a prompt that asks for a secret once the slot `name` shows one of its `values`.
pub(super) fn check_with(prompt: &str, name: &str, values: &[String], place: &Place) -> Option<Finding> {
    let (before, rest) = prompt.split_once(&format!("{{{name}"))?;
    let (_filters, behind) = rest.split_once('}')?;
    let value = values.iter().find(|value| asks(&format!("{before}{value}{behind}")))?;
    let message = format!("“{name}”是“{value}”的时候，话术“{prompt}”就在向来电的人要验证码或者密码");
    let finding = Finding::error("asks-for-secret", place.clone(), message);
    Some(finding.help(format!("热线从不问这些：换个问法，或者从“{name}”里去掉“{value}”")))
}

/// Returns whether a prompt asks for a secret.
fn asks(prompt: &str) -> bool {
    let names = ["码", "碼", "令", "pin", "PIN", "cv", "CV", "位数"];
    if !names.iter().any(|part| prompt.contains(part)) {
        return false;
    }
    let folded = fold(prompt);
    folded.text().split_inclusive(['。', '?', '!', ';', '\n']).any(sentence_asks)
}

fn sentence_asks(sentence: &str) -> bool {
    let is_question = sentence.ends_with('?');
    let sentence = sentence.trim_end_matches(['。', '?', '!', ';', '\n']);
    let clauses: Vec<&str> = sentence.split([',', ':']).map(str::trim).collect();
    let named = clauses.iter().position(|clause| names_secret(clause) && !contains(clause, &TOPICS));
    let Some((clause, behind)) = named.and_then(|nth| clauses.get(nth..)).and_then(<[&str]>::split_first) else {
        return false;
    };
    let is_last = behind.is_empty();
    gives(clause, sentence, false)
        || behind.iter().any(|clause| gives(clause, sentence, !names_secret(clause)))
        || asks_what(clause, is_question && is_last)
}

/// Returns whether a clause tells the caller to give something; if `elided`, something that an earlier clause names.
fn gives(clause: &str, sentence: &str, elided: bool) -> bool {
    if contains(clause, &TOPICS) || contains(clause, &OTHERS) {
        return false;
    }
    around(clause, &GIVE).any(|(before, verb, after)| {
        let mut left = after;
        while let Some(less) = ENDINGS.iter().find_map(|ending| left.strip_prefix(ending)) {
            left = less;
        }
        let is_to_us = left != after;
        let is_first = ["", "先", "再", "那", "您", "现在", "然后"].contains(&before);
        let is_request = is_first || is_to_us || contains(before, &REQUESTS);
        let is_other_word = NOT_GIVING.iter().any(|word| after.starts_with(word))
            || (["发", "给", "发送"].contains(&verb) && !is_to_us)
            || before.ends_with(['听', '小', '据', '难']);
        // A warning bears on what follows it up to the next request: 不用担心请说一下.
        let near = before.rsplit('请').next().unwrap_or(before).replace("分别", "");
        let is_warning = contains(&near, &WARNINGS);
        let is_in_app = TYPED.contains(&verb)
            && contains(sentence, &["app", "安全中心", "页面", "官网", "界面", "网页", "手机上", "手机里"])
            && !contains(sentence, &["电话", "键盘", "按键", "#"]);
        is_request && !is_other_word && !is_warning && !is_in_app && (!elided || left.is_empty())
    })
}

/// Returns whether a clause asks what a secret is; `is_question` if a question mark ends it.
fn asks_what(clause: &str, is_question: bool) -> bool {
    !contains(clause, &OTHERS)
        && around(clause, &SECRETS).any(|(before, _, behind)| {
            let mut left = behind;
            while let Some(less) = LINKS.iter().find_map(|link| left.strip_prefix(link)) {
                left = less;
            }
            if let Some(about) = ["多少", "什么", "几"].iter().find_map(|what| left.strip_prefix(what)) {
                return !ABOUT.iter().any(|word| about.starts_with(word));
            }
            let owner = before.trim_start_matches("请问").trim_start_matches('那');
            let is_bare = owner.is_empty() || owner.starts_with("您的") || owner.starts_with("你的");
            is_question && is_bare && left.is_empty()
        })
}

/// Returns whether a clause names a secret; Latin names only as whole words.
fn names_secret(clause: &str) -> bool {
    around(clause, &SECRETS).any(|(before, _, behind)| {
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        !before.ends_with(is_letter) && !behind.starts_with(is_letter)
    })
}

fn contains(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Every occurrence of one of `words`, with what stands before and behind it.
fn around<'t>(text: &'t str, words: &'t [&'t str]) -> impl Iterator<Item = (&'t str, &'t str, &'t str)> {
    words.iter().flat_map(move |word| {
        text.match_indices(word).filter_map(move |(at, found)| {
            let (before, rest) = text.split_at_checked(at)?;
            Some((before, found, rest.strip_prefix(found)?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Path, Sources};

    #[track_caller]
    fn check(expect: bool, prompts: &[&str]) {
        let wrong: Vec<&&str> = prompts.iter().filter(|prompt| asks(prompt) != expect).collect();
        assert!(wrong.is_empty(), "expected {expect}: {wrong:?}");
    }

    #[test]
    fn a_request_for_a_secret_asks() {
        let prompts = [
            "请告诉我您的验证码",
            "请您说一下短信验证码。",
            "麻烦报一下支付密码",
            "请输入您的密码",
            "请在电话键盘上输入密码，按#结束",
            "把收到的验证码念给我听",
            "请把验证码发给我",
            "请提供手机号和登录密码",
            "验证码已经发到您手机上了，请报一下",
            "您的密码，麻烦说一下。",
            "请分别告诉我账号和密码",
            "不用担心请说一下动态码",
            "不要紧，请说出您的口令。",
            "告诉我 PIN 码就行",
            "請告訴我您的驗證碼",
            "尾号{手机号|尾号}，请说一下验证码？",
            "别着急。请把六位验证码告诉我。",
            "请报一下信用卡背面三位数",
            "请说出卡的 CVV2",
            "请提供授权码",
        ];
        check(true, &prompts);
    }

    #[test]
    fn a_question_for_a_secret_asks() {
        check(true, &["您的密码是多少？", "验证码是什么", "请问您的支付密码？", "验证码呢？", "动态码多少"]);
    }

    #[test]
    fn a_warning_asks_for_nothing() {
        let prompts = [
            "验证码和密码不要告诉任何人，包括我。",
            "千万不要把验证码给别人",
            "我们不会问您的密码",
            "从不索要验证码",
            "请勿向任何人提供验证码",
            "验证码只给自己用，不要念给任何人听，我也不会问。",
            "密码只有您自己知道就好，不要告诉我。",
            "凡是让您报验证码的都是骗子",
            "有人要您说密码，请马上挂断。",
            "我们不会向您要验证码",
            "请不要把密码告诉别人",
            "客服从来不问安全码和 CVV2。",
            "无论谁让您说授权码，都别说。",
        ];
        check(false, &prompts);
    }

    #[test]
    fn a_value_that_is_shown_makes_a_request() {
        let place = Place::value(Sources::default().add("", ""), Path::default());
        let values = ["手机号".to_owned(), "支付密码".to_owned()];
        let found = |prompt: &str| check_with(prompt, "内容", &values, &place).is_some();
        assert!(found("请说一下您的{内容}。"));
        assert!(found("请把{内容|upper}告诉我"));
        assert!(!found("{内容}不要告诉任何人"));
        assert!(!found("请说一下您的{别的}。"));
    }

    #[test]
    fn a_topic_asks_for_nothing() {
        let prompts = [
            "请打开 App 的安全中心，按提示核对身份，再改一下登录密码。",
            "您是忘了登录密码吗？",
            "请选一个：忘了账号、密码不对，或者打不开。",
            "您给对方转过钱，或者说过验证码吗？",
            "收到验证码了吗？",
            "您输入的密码不对",
            "请在 App 里输入支付密码",
            "那我请同事看看，您可以先用密码付款。",
            "系统会给您发一条验证码短信",
            "密码是什么情况？",
            "请说一下手机号。",
            "请报一下 shipping 单号",
        ];
        check(false, &prompts);
    }
}
