//! Prompts and expressions: a flow whose texts are the input, walked to its end.
//!
//! A line that begins with `=` is an expression: it is computed, and what it gives is said.

use super::super::Signs;
use super::super::Target;
use super::super::seeds;
use super::step::{Calls, walk};
use super::{NOW, checked};

/// Says prompts.
pub const TARGET: Target = Target { name: "prompt", run, seeds: inputs, most_bytes: 2048, n_short: 200 };

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> = [
        "{手机号|尾号}的账户，{金额|元}，{日子|日期}，{月份|月份}",
        "=金额 > 100 and 名字 == \"甲\"",
        "{% for 条 in 账单.最大 %}{条.日期|日期}{条.商户}{条.金额|元}{% endfor %}",
        "{% if 次数 > 1 %}一{% elif 次数 %}二{% else %}三{% endif %}",
        "=次数 + 1\n=次数 * 2 - 3 / 4 // 5 % 6 ** 2\n=名字 ~ 名字",
        "{% set x = 名字 ~ 名字 %}{x}{% set x = x ~ x %}{x}",
        "=\"甲\" * 100\n=[1,2,3] * 10\n={\"a\": 1}",
        "=名字[1:3]\n=名字 in \"甲乙\"\n=not 名字\n=名字 is defined",
        "{#注释#}{% raw %}{x}{% endraw %}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    for text in seeds::texts("intents", "yaml") {
        let prompts: Vec<&str> = text
            .lines()
            .filter(|line| line.contains('{') && line.contains("say"))
            .filter_map(|line| line.split_once("say:"))
            .map(|(_, said)| said.trim())
            .take(8)
            .collect();
        if !prompts.is_empty() {
            inputs.push(prompts.join("\n").into_bytes());
        }
    }
    inputs
}

/// A flow that fills every kind of value before the input's texts are said.
const FLOW: &str = "\
intent: 试
phrases: 试
slots:
  手机号: mobile
  金额: money
  日子: date
  月份: month
  名字: text
  次数: number
flow:
  - set: {次数: 2, 名字: '\"甲乙丙\"'}
  - ask: 手机号
    say: 手机号？
  - ask: 金额
    say: 金额？
  - ask: 日子
    say: 日子？
  - ask: 月份
    say: 月份？
  - call: 查
";

fn run(input: &[u8], signs: &mut Signs) {
    let text = String::from_utf8_lossy(input);
    let mut flow = FLOW.to_owned();
    for (nth, line) in text.lines().take(40).enumerate() {
        // JSON is YAML: quoted so, any line stays what it is.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        flow += &match line.strip_prefix('=') {
            Some(expression) => format!(
                "  - set: {{值{nth}: {}}}\n  - say: '{{值{nth}}}'\n  - if: {}\n    then: [{{say: 真}}]\n",
                quoted(expression),
                quoted(expression)
            ),
            None => format!("  - say: {}\n", quoted(line)),
        };
    }
    flow += "  - label: 完\n    say: 说完了。\n";
    let head = "hotline: {name: 甲, greeting: 您好。}\nactions:\n  查: {takes: [手机号], gives: {账单: record, 笔数: number, 支出: money, 何时: time, 明细: list}, outcomes: [ok]}\n";
    let files = vec![("a.yaml".to_owned(), head.as_bytes().to_vec()), ("b.yaml".to_owned(), flow.into_bytes())];
    let Some(hotline) = checked(files, signs) else { return };
    let sayings = ["试", "13800138000", "三百块五", "明天", "上个月", "还有吗"];
    let events: Vec<String> = sayings.iter().map(|text| format!("客：{text}")).collect();
    walk(&hotline, &events.iter().map(String::as_str).collect::<Vec<_>>(), NOW, Calls::Answered, signs);
}
