//! The guide for authors: what a newcomer does who follows it line by line, and who makes another hotline after it.

use crate::document::{self, Document};
use crate::process::Run;

#[test]
fn every_step_of_the_guide_does_what_it_shows() {
    let n_run = document::check(&[Document::read("docs/authoring.zh-CN.md")]);
    assert!(n_run >= 15, "only {n_run} commands are run");
}

/// What a newcomer wrote who had read no more than the guide's third chapter.
const TABLES: &str = "\
intent: 订座
phrases: |
  (订|预订|留)[个|张](座|位子|桌子)
examples: |
  我想订个位子
slots:
  日子: date
  几位: number
  电话: mobile
flow:
  - ask: 日子
    say: [哪天来？, 请说日期，比如明天。]
  - ask: 几位
    say: [一共几位？, 请说人数，比如四位。]
  - ask: 电话
    say: [留个手机号吧。, 请说十一位的手机号。]
  - say: 好的，{日子|日期}，{几位}位，电话{电话}。
";

/// Who gives the telephone number where the number of guests is asked for: it was taken for both.
#[test]
fn a_telephone_number_is_no_number_of_guests() {
    let said = "我想明天订个位子\n13800138000\n四位\n没有了\n";
    Run::new("--now 2025-07-01T10:00")
        .file("intents/hotline.yaml", "hotline: {name: 老街面馆, greeting: 您好，老街面馆。}\n")
        .file("intents/订座.yaml", TABLES)
        .stdin(said)
        .stdout_has([
            "客：138****8000\n机：好的，电话记下了。\n",
            "客：四位\n机：好的，7月2日，4位，电话138****8000。\n",
        ])
        .check();
}
