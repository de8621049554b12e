//! A small hotline for the tests of the front ends: the shipped one may change its words, this one does not.

use std::path::Path;

/// Its files, by the path below the folder of intents.
pub(crate) const FILES: [(&str, &str); 4] = [
    (
        "hotline.yaml",
        "\
hotline:
  name: 小热线
  greeting: 您好，这里是小热线。请问要办什么？
  menu: [查询账单, 冻结账户]
queues:
  人工客服: {default: true}
",
    ),
    (
        "bill.yaml",
        "\
intent: 查询账单 # daohang: allow intent-without-example 只有几句话的小热线
about: 查账单
phrases: |
  查[询][{month:月份}的](账单|流水)
slots:
  月份: month
flow:
  - ask: 月份
    say: 要查哪个月？ # daohang: allow one-wording 问不到就转人工
  - say: 好的，{月份}没有支出。
  - end: 已查
",
    ),
    (
        "freeze.yaml",
        "\
intent: 冻结账户 # daohang: allow intent-without-example 只有几句话的小热线
phrases: |
  冻结[账户]
slots:
  手机号: mobile
flow:
  - ask: 手机号
    say: 请说一下手机号。 # daohang: allow one-wording 问不到就转人工
  - choose:
      挂失: 登记
      风险: 转接
    say: 是挂失还是风险？ # daohang: allow one-wording 问不到就转人工
  - label: 登记
    say: 已登记。
  - end: 已登记
  - label: 转接
    transfer: 人工客服
    reason: 账户有风险
",
    ),
    (
        "goodbye.yaml",
        "intent: 告别 # daohang: allow intent-without-example 只有几句话的小热线\nphrases: 再见\nflow:\n  - end: hangup\n    say: 再见。\n",
    ),
];

/// Writes it into `intents` below a folder.
pub(crate) fn write(folder: &Path) {
    let intents = folder.join("intents");
    std::fs::create_dir_all(&intents).unwrap();
    for (path, text) in FILES {
        std::fs::write(intents.join(path), text).unwrap();
    }
}
