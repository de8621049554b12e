//! A caller who answers what is asked, and a hotline with identities, effects and numbers: for the tests of calls that survive.

use std::path::Path;

use daohang::session::journal::{Act, Kept};

/// The hotline's files, by the path below the folder of intents.
pub(crate) const FILES: [(&str, &str); 6] = [
    (
        "hotline.yaml",
        "\
hotline:
  name: 小热线
  greeting: 您好，要办什么？
  wordings:
    wrap_up: 还要办什么？
    call_resumed: 接着来。
    ask_anew: 请再说一次{槽}。
slots:
  手机号: mobile
  证件尾号: {type: digits(4), depends: [手机号]}
  已核验: {type: text, depends: [手机号, 证件尾号]}
queues:
  人工客服: {default: true}
actions:
  identity.check:
    takes: [手机号, 证件尾号]
    gives: {称呼: text}
    outcomes: [ok, mismatch]
  account.freeze:
    takes: [手机号]
    gives: {冻结时间: time}
    outcomes: [ok, already_frozen, refused]
    irreversible: true
  account.unfreeze:
    takes: [手机号]
    outcomes: [ok, already_open, refused]
  case.open:
    takes: [手机号]
    gives: {案件号: text, 最早日期: date, 答复日期: date}
    outcomes: [ok, duplicate, outside]
",
    ),
    (
        "verify.yaml",
        "\
subflow: 核验
flow:
  - if: 已核验
    then: end
  - ask: 手机号
    say: [请说手机号。, 手机号是多少？]
    failed: 不行
  - ask: 证件尾号
    say: [请说证件后四位。, 证件最后四位是多少？]
    failed: 不行
  - call: identity.check
    mismatch: 不行
  - set: {已核验: 'true'}
  - say: 核对好了，{称呼}。
  - end: ok
  - label: 不行
    end: failed
",
    ),
    (
        "freeze.yaml",
        "\
intent: 冻结账户
phrases: 冻结[账户]
flow:
  - run: 核验
    failed: transfer
  - confirm: 要冻结尾号{手机号|尾号}的账户吗？
    no: end
  - call: account.freeze
    already_frozen: end
    refused: end
  - say: 冻好了，{冻结时间|时刻}。
  - confirm: 要不要登记一下情况？
    no: end
  - call: case.open
    duplicate: end
    outside: end
  - say: 案件号{案件号}。
  - end: ok
",
    ),
    (
        "unfreeze.yaml",
        "\
intent: 解冻账户
phrases: 解冻[账户]
flow:
  - run: 核验
    failed: transfer
  - confirm: 要解冻尾号{手机号|尾号}的账户吗？
    no: end
  - call: account.unfreeze
    already_open: end
    refused: end
  - say: 解好了。
  - end: ok
",
    ),
    ("goodbye.yaml", "intent: 告别\nphrases: 再见\nflow:\n  - end: hangup\n    say: 再见。\n"),
    ("person.yaml", "intent: 要人\nphrases: 要人\nflow:\n  - transfer: 人工客服\n    reason: 要人\n"),
];

/// Writes the hotline into `intents` below a folder.
pub(crate) fn write(folder: &Path) {
    let intents = folder.join("intents");
    std::fs::create_dir_all(&intents).unwrap();
    for (path, text) in FILES {
        std::fs::write(intents.join(path), text).unwrap();
    }
}

/// What the caller says to a sentence of the machine; `None` if it asks nothing. `done` are the effects so far, by action.
///
/// The caller wants an account frozen, a case opened, the account unfrozen, and says goodbye.
pub(crate) fn reply(sentence: &str, done: &[String]) -> Option<&'static str> {
    let has = |action: &str| done.iter().any(|done| done == action);
    let wish = if !has("account.freeze") {
        "冻结账户"
    } else if !has("account.unfreeze") {
        "解冻账户"
    } else {
        "再见"
    };
    let answers = [
        ("要办什么", wish),
        ("您请说", wish),
        ("请说手机号", "13900139000"),
        ("手机号是多少", "13900139000"),
        ("后四位", "5678"),
        ("最后四位", "5678"),
        ("的账户吗", "是"),
        ("登记一下", "要"),
    ];
    answers.iter().find(|(asked, _)| sentence.contains(asked)).map(|(_, answer)| *answer)
}

/// What was said in a call, without what the cuts brought in: from each resumption to where its question stands again.
pub(crate) fn without_cuts(turns: &[Kept]) -> Vec<(String, Vec<String>)> {
    let mut rest: Vec<(String, Vec<String>)> = Vec::new();
    let mut open: Option<String> = None;
    for turn in turns {
        if turn.act == Act::Resume && open.is_none() {
            open = rest.last().and_then(|(_, said)| said.last()).cloned();
        }
        if open.is_none() {
            rest.push((turn.heard.clone(), turn.said.clone()));
        }
        let is_wish = turn.said.last().is_some_and(|said| said.contains("您请说"));
        if is_wish || open.as_ref() == turn.said.last() {
            open = None;
        }
    }
    rest
}
