//! The commands over a folder of intents, in real processes: `route`, `entities`, `explain`, `check`, `test`.

use crate::process::Run;

#[test]
fn route_prints_one_line_of_json_for_each_line() {
    let expect = [
        r#"{"text":"帮我查一下账单","decision":"accept","intent":"查询账单","score":1.0,"candidates":[{"intent":"查询账单","score":1.0}],"slots":{},"chance":"exact"}"#,
        r#"{"text":"","decision":"reject","intent":null,"score":0.0,"candidates":[],"slots":{},"chance":"exact"}"#,
        r#"{"text":"天气","decision":"reject","intent":null,"score":0.0,"candidates":[],"slots":{},"chance":"exact"}"#,
        r#"{"text":"查6月的账单","decision":"accept","intent":"查询账单","score":1.0,"candidates":[{"intent":"查询账单","score":1.0}],"slots":{"月份":{"from":"2025-06-01","to":"2025-07-01"}},"chance":"exact"}"#,
    ];
    Run::new("route --now 2025-07-01")
        .small_hotline()
        .stdin("帮我查一下账单\n\n天气\n查6月的账单")
        .stdout(&format!("{}\n", expect.join("\n")))
        .check();
}

#[test]
fn entities_count_characters_of_the_original() {
    let expect = r#"{"text":"请查　上个月的","entities":[{"kind":"month","start":3,"end":6,"value":{"from":"2025-06-01","to":"2025-07-01"}}]}"#;
    Run::new("entities --now 2025-07-01").stdin("请查　上个月的\n").stdout(&format!("{expect}\n")).check();
}

#[test]
fn explain_shows_what_was_heard_and_what_lost() {
    Run::new("explain --now 2025-07-01")
        .argument("查６月的账单")
        .small_hotline()
        .stdout_has([
            "原话  查６月的账单\n归一  查6月的账单\n",
            "断词  查 6 月 的 账单\n",
            "month “６月”",
            "判断  直接办“查询账单”\n理由  1.00 分，到了直接办的 0.6；没有别的候选\n",
            "尺度  0.6 直接办，0.4 先确认，相差不到 0.05 请来电的人选\n",
            "‾‾",
            "查询账单 1.00",
            "说法 查[询][{month:月份}的](账单|流水)  (intents/bill.yaml:4)",
            "槽   月份 = ",
        ])
        .check();
    Run::new("explain 天气").small_hotline().stdout_has(["没听懂（拒识）", "没有一个说法对得上"]).check();
    Run::new("explain 流水")
        .small_hotline()
        .stdout_has([
            "判断  没听懂（拒识）\n理由  没有说法对得上",
            "差一个词的\n  查询账单 差“查”：说成“查流水”就有 1.00 分\n",
            "    说法 查[询][{month:月份}的](账单|流水)  (intents/bill.yaml:4)\n",
        ])
        .check();
}

#[test]
fn explain_tells_programs_everything() {
    Run::new("explain --format json 天气")
        .small_hotline()
        .stdout_has([
            r#"{"text":"天气","folded":"天气","chance":"exact","tokens":[{"text":"天气","start":0,"end":2,"sort":"word","weight":"#,
            r#","explained":false}],"entities":[],"repairs":[],"decision":"reject","why":"没有说法对得上，例句里也没有像到 0.15 的","#,
            r#""thresholds":{"accept":0.6,"confirm":0.4,"margin":0.05,"near_offer":0.15,"near_confirm":0.42},"then":null,"candidates":[],"near_misses":[]}"#,
        ])
        .check();
    Run::new("explain --format json 流水")
        .small_hotline()
        .stdout_has([
            r#""near_misses":[{"intent":"查询账单","phrase":"查[询][{month:月份}的](账单|流水)","place":"intents/bill.yaml:4","lacks":"查","said":"查流水","score":1.0}]}"#,
        ])
        .check();
}

#[test]
fn explain_is_coloured_where_somebody_sees_it() {
    let folder = tempfile::TempDir::new().unwrap();
    crate::hotline::write(folder.path());
    let shown = |variable: &str| {
        let mut command = crate::process::daohang(folder.path());
        let output = command.args(["explain", "查账单"]).env(variable, "1").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let coloured = shown("CLICOLOR_FORCE");
    assert!(coloured.contains("\u{1b}[1m\u{1b}[32m直接办“查询账单”\u{1b}[0m"), "{coloured:?}");
    assert!(!shown("NO_COLOR").contains('\u{1b}'));
}

#[test]
fn check_passes_good_intents() {
    Run::new("check").small_hotline().stdout("没有问题：3 个意图，3 个流程\n").check();
    Run::new("check --format json").small_hotline().stdout("{\"errors\":0,\"warnings\":0,\"findings\":[]}\n").check();
}

#[test]
fn check_explains_and_lists_what_it_finds() {
    let title = "one-wording（提醒）一个问题只有一种问法\n";
    Run::new("check --explain one-wording")
        .stdout_has([
            title,
            "不要这样写:\n\n    intent: 冻结账户",
            "应当这样写:\n\n    intent: 冻结账户",
            "\n          - 请看着证件",
        ])
        .check();
    Run::new("check --explain one-wording --format json")
        .stdout_has(["{\"code\":\"one-wording\",\"severity\":\"warning\",\"title\":\"一个问题只有一种问法\""])
        .check();
    Run::new("check --explain")
        .stdout_has([
            "\none-wording ",
            " 提醒        一个问题只有一种问法\n",
            "\nundefined-target ",
            " 错误        没有这个标签\n",
        ])
        .check();
    Run::new("check --explain one-wordin")
        .status(2)
        .stderr("错误: 没有叫“one-wordin”的问题\n帮助: 是不是想写“one-wording”？\n")
        .check();
}

#[test]
fn check_writes_sarif() {
    let bad = "intent: 坏的\nphrases: 坏\nexamples: 坏\nflow:\n  - goto: 没有\n";
    let ran = Run::new("check --format sarif").small_hotline().file("intents/bad.yaml", bad).status(1);
    ran.stdout_has([
        "\"version\": \"2.1.0\"",
        "\"columnKind\": \"unicodeCodePoints\"",
        "\"ruleId\": \"undefined-target\"",
        "\"uri\": \"intents/bad.yaml\"",
        "\"startLine\": 5,\n                  \"startColumn\": 11,\n                  \"endColumn\": 13\n",
    ])
    .check();
    Run::new("check --format sarif").small_hotline().stdout_has(["\"rules\": []", "\"results\": []"]).check();
}

#[test]
fn check_knows_the_conversations_beside_the_intents() {
    let run = |arguments: &str| {
        Run::new(arguments)
            .small_hotline()
            .file("intents/refund.yaml", "intent: 退款\nphrases: 退款\nexamples: 我要退款\nflow: [{say: 好。}]\n")
    };
    run("check").stdout("没有问题：4 个意图，4 个流程\n").check();
    run("check")
        .file("tests/conversations/a.chat", "客：查账单\n机：*哪个月*\n")
        .status(1)
        .stderr_has(["警告[intent-without-conversation]: 没有一段对话办过“退款”", "intents/refund.yaml:1:9"])
        .check();
    run("check --conversations talks")
        .file("talks/a.chat", "客：我要退款\n机：*\n")
        .stdout("没有问题：4 个意图，4 个流程\n")
        .check();
}

#[test]
fn mistake_is_shown_with_its_place_and_stops_a_call() {
    let bad = "intent: 坏的\nphrases: 坏\nflow:\n  - goto: 没有\n";
    for command in ["check", "route", "explain 坏", "test", "chat"] {
        Run::new(command)
            .small_hotline()
            .file("intents/bad.yaml", bad)
            .status(1)
            .stderr_has(["错误[undefined-target]", "intents/bad.yaml:4:11", "- goto: 没有"])
            .check();
    }
    Run::new("check intents --format json")
        .small_hotline()
        .file("intents/bad.yaml", bad)
        .status(1)
        .stdout_has(["\"errors\":1", "\"code\":\"undefined-target\"", "\"line\":4"])
        .check();
}

#[test]
fn what_a_broken_file_may_define_is_not_called_undefined() {
    let broken = "subflow: 核对\nflow: [\n";
    let good = "intent: 退款\nphrases: 退款\nflow:\n  - run: 核对\n  - say: 您的密码是多少？\n";
    for command in ["check", "chat"] {
        let ran = Run::new(command)
            .small_hotline()
            .file("intents/broken.yaml", broken)
            .file("intents/refund.yaml", good)
            .status(1)
            .stderr_has(["错误[yaml-syntax]", "错误[asks-for-secret]"])
            .check();
        assert!(!ran.stderr.contains("undefined-"), "{}", ran.stderr);
    }
}

#[test]
fn missing_folder_exits_3() {
    for command in ["check nowhere", "route --intents nowhere", "--intents nowhere"] {
        Run::new(command).status(3).stderr("错误: 没有这个文件夹：nowhere\n").check();
    }
    Run::new("check file.txt").file("file.txt", "").status(3).stderr("错误: 这不是文件夹：file.txt\n").check();
}

#[test]
fn intents_of_the_binary_serve_in_any_folder() {
    Run::new("route").stdin("我的支付宝被冻结了\n").stdout_has(["\"intent\":\"解冻账户\""]).check();
}

#[test]
fn test_compares_conversations_and_names_the_line() {
    let good = "# 查账单\n客：查账单\n机：要查哪个月？ ; intent=查询账单\n客：6月\n机：*没有支出*\n";
    Run::new("test a.chat").small_hotline().file("a.chat", good).stdout("1 个对话通过（3 轮）\n").check();
    Run::new("test a.chat")
        .small_hotline()
        .file("a.chat", good.replace("哪个月", "哪一年"))
        .status(1)
        .stdout("0 个对话通过（3 轮），1 个未通过\n")
        .stderr_has(["未通过 a.chat:2 查账单", "- 机：要查哪一年？", "+ 机：要查哪个月？"])
        .check();
    Run::new("test nowhere.chat")
        .small_hotline()
        .status(3)
        .stderr("错误: 读不了 nowhere.chat：没有这个文件或目录\n")
        .check();
}

#[test]
fn test_routes_the_examples() {
    let intent = "intent: 退款\nphrases: 退款\nexamples: |\n  我要退款\n  查账单\n";
    Run::new("test")
        .small_hotline()
        .file("intents/refund.yaml", intent)
        .file("tests/conversations/a.chat", "客：查账单\n机：*哪个月*\n")
        .status(1)
        .stdout("1 个对话通过（2 轮）；1 个例句到位，1 个没有\n")
        .stderr_has(["错误[example-misrouted]: 例句“查账单”没有到“退款”：直接去了“查询账单”", "intents/refund.yaml:5"])
        .check();
}

#[test]
fn eval_measures_and_explains_the_misses() {
    let lines = [
        r#"{"text":"查一下账单","intents":["查询账单"]}"#,
        r#"{"text":"冻结","intents":["查询账单","告别"]}"#,
        r#"{"text":"今天天气","intents":["冻结账户"]}"#,
        r#"{"text":"再见","intents":["拒识"]}"#,
    ];
    let expect = "\
4 句：范围内 3 句，范围外 1 句

接受的里听对             50.0%  1/2
没听懂                   33.3%  1/3
反问                      0.0%  0/3
  其中问错                0.0%  0/3
办得成（听对或问对）     33.3%  1/3
误接范围外的            100.0%  1/1

意图        句数  精确率  召回率      F1
查询账单       2  100.0%   50.0%   66.7%
冻结账户       1    0.0%    0.0%    0.0%
告别           0    0.0%       —    0.0%

最常见的混淆
    1  冻结账户 → 没听懂
    1  拒识 → 告别
    1  查询账单 → 冻结账户

没听对的 3 句，列出前 2 句
听错 a.jsonl:2  冻结
    查询账单|告别 → 冻结账户
    1.00 冻结账户，选中；说法 冻结[账户]  (intents/freeze.yaml:3)
没听懂 a.jsonl:3  今天天气
    冻结账户 → 没听懂
    没有一个说法对得上
";
    let run = |arguments: &str| Run::new(arguments).small_hotline().file("a.jsonl", lines.join("\n"));
    run("eval a.jsonl --misses 2").stdout(expect).check();
    let ran = run("eval a.jsonl --format json --misses 1")
        .stdout_has([
            r#"{"n":4,"in_scope":3,"accuracy_on_accepted":50.0,"rejected":33.33,"clarified":0.0,"clarified_wrong":0.0,"served":33.33,"false_accept_out_of_scope":100.0,"intents":[{"intent":"查询账单","n":2,"accepted":1,"right":1,"precision":100.0,"recall":50.0,"f1":66.67},"#,
            r#""misses":[{"file":"a.jsonl","line":2,"text":"冻结","wanted":["查询账单","告别"],"verdict":"wrong","decision":"accept","intent":"冻结账户","candidates":[{"intent":"冻结账户","score":1.0,"#,
        ])
        .check();
    assert_eq!(ran.stdout.matches("\"verdict\"").count(), 1);
}

#[test]
fn eval_names_the_lines_that_are_no_cases() {
    Run::new("eval a.jsonl")
        .small_hotline()
        .file("a.jsonl", "{\"text\":\"查账单\",\"intents\":[\"查询账单\"]}\n{\"text\":\"查账单\"}\n")
        .status(1)
        .stderr_has(["错误[bad-case]: 缺 intents，或者它不是列表", "a.jsonl:2:1"])
        .check();
    Run::new("eval a.jsonl")
        .small_hotline()
        .file("a.jsonl", "{\"text\":\"查账单\",\"intents\":[\"查账单\"]}\n")
        .stdout_has(["没听懂", "0.0%", "查账单 → 查询账单"])
        .stderr_has(["警告[undefined-intent]: 热线里没有意图“查账单”", "a.jsonl:1:1"])
        .check();
    Run::new("eval none.jsonl")
        .small_hotline()
        .status(3)
        .stderr("错误: 读不了 none.jsonl：没有这个文件或目录\n")
        .check();
}

#[test]
fn check_proves_on_demand() {
    let proved =
        "没有问题：3 个意图，3 个流程\n试了 3 条说法的 15 句话；0 个例句\n走了 10 种情形，到过 9 步里的 8 步\n";
    Run::new("check --proofs").small_hotline().stdout(proved).check();
    let theft = "intent: 退款\nphrases: (退|冻结)款\nexamples: 查账单\n";
    let run = |arguments: &str| Run::new(arguments).small_hotline().file("intents/refund.yaml", theft);
    run("check").stdout("没有问题：4 个意图，3 个流程\n").check();
    run("check --proofs")
        .status(1)
        .stderr_has([
            "错误[example-misrouted]: 例句“查账单”没有到“退款”",
            "\n1 处错误，0 处提醒\n试了 4 条说法的 17 句话；1 个例句\n走了",
        ])
        .check();
    run("check --proofs --format json")
        .status(1)
        .stdout_has([
            "\"errors\":1,\"warnings\":0",
            "\"code\":\"example-misrouted\"",
            "\"proofs\":{\"phrases\":4,\"sampled\":0,\"unsayable\":0,\"sentences\":17,\"ceded\":0,\"examples\":1,\"situations\":",
        ])
        .check();
    let bad = "intent: 坏的\nphrases: 坏\nflow:\n  - goto: 没有\n";
    run("check --proofs")
        .file("intents/bad.yaml", bad)
        .status(1)
        .stderr_has(["错误[undefined-target]", "有错误，改好以后才能证明"])
        .check();
}

#[test]
fn coverage_names_what_no_conversation_reached() {
    let conversation = "客：查账单\n机：*哪个月*\n客：6月\n机：*没有支出*\n";
    let missing = "\
intents/freeze.yaml:1  意图 冻结账户：没有办过
intents/freeze.yaml:3  说法 冻结[账户]：没有由它判断过
";
    for arguments in ["test --coverage a.chat", "test --coverage text a.chat", "test a.chat --coverage=text"] {
        Run::new(arguments)
            .small_hotline()
            .file("a.chat", conversation)
            .stdout_has([
                "intents/bill.yaml:8  步骤 查询账单/ask 月份：没有走过 问够次数、答非所问、静默\n",
                missing,
                "intents/freeze.yaml:7  步骤 冻结账户/ask 手机号：没有走到\n",
                "意图 1/3（33%）\n",
                "\n1 个对话通过（3 轮）\n",
            ])
            .check();
    }
    Run::new("test --coverage json a.chat")
        .small_hotline()
        .file("a.chat", conversation)
        .stdout_has([
            "{\"totals\":{\"intents\":{\"reached\":1,\"all\":3},",
            "\"missing\":[{\"file\":\"intents/bill.yaml\",\"line\":8,",
        ])
        .stderr("1 个对话通过（3 轮）\n")
        .check();
    Run::new("test --format json --coverage a.chat")
        .small_hotline()
        .file("a.chat", conversation)
        .stdout_has(["{\"passed\":1,", "\"coverage\":{\"totals\":"])
        .check();
}

#[test]
fn filter_picks_conversations_by_file_or_title() {
    let run = |arguments: &str| {
        Run::new(arguments)
            .small_hotline()
            .file("talks/bill.chat", "# 查账单\n客：查账单\n机：*哪个月*\n")
            .file("talks/freeze.chat", "# 冻结\n客：冻结\n机：没有这句\n")
            .file("talks/gbk.chat", b"\xbb\xfa\xa3\xba")
    };
    run("test talks --filter 查账").stdout("1 个对话通过（2 轮）\n").check();
    run("test talks --filter bill").stdout("1 个对话通过（2 轮）\n").check();
    run("test talks --filter freeze")
        .status(1)
        .stdout("0 个对话通过（2 轮），1 个未通过\n")
        .stderr_has(["freeze.chat:2"])
        .check();
    run("test talks --filter 没有").status(1).stderr("没有一个对话的文件名或标题里有“没有”\n").check();
}

#[test]
fn update_writes_what_is_said_now_and_keeps_the_rest() {
    let conversation =
        "# 查账单\n客：查账单\n机：要查哪一年？   ; intent=查询账单\n\n客：6月\n机：*没有支出*\n机：再见。\n";
    let expect = "# 查账单\n客：查账单\n机：要查哪个月？   ; intent=查询账单\n\n客：6月\n机：*没有支出*\n机：请问还有什么可以帮您？\n";
    let run = Run::new("test a.chat --update").small_hotline().file("a.chat", conversation);
    let ran = run.stdout("1 个对话通过（3 轮）\n").stderr("改写了 a.chat\n").check();
    assert_eq!(ran.read("a.chat"), expect);
    // A condition that does not hold is not rewritten.
    let conversation = "客：查账单\n机：* ; intent=冻结账户\n";
    let run = Run::new("test a.chat --update").small_hotline().file("a.chat", conversation);
    let ran = run
        .status(1)
        .stdout("0 个对话通过（2 轮），1 个未通过\n")
        .stderr_has(["intent=冻结账户：实际是 查询账单"])
        .check();
    assert_eq!(ran.read("a.chat"), conversation);
}

#[test]
fn reports_are_written_to_files() {
    let run = |arguments: &str| {
        Run::new(arguments)
            .small_hotline()
            .file("talks/bill.chat", "# 查<账单>\n客：查账单\n机：*哪个月*\n")
            .file("talks/freeze.chat", "客：冻结\n机：没有这句\n")
            .file("talks/gbk.chat", b"\xbb\xfa\xa3\xba")
    };
    let ran = run("test talks --junit out.xml --html out.html")
        .status(1)
        .stdout("1 个对话通过（4 轮），1 个未通过；0 个例句到位\n")
        .stderr_has(["错误[unreadable-file]", "未通过 talks/freeze.chat:1"])
        .check();
    let xml = ran.read("out.xml");
    let start = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"daohang\">
  <testsuite name=\"对话\" tests=\"3\" failures=\"1\" errors=\"1\">
    <testcase classname=\"talks/bill.chat\" name=\"查&lt;账单&gt;\"/>
    <testcase classname=\"talks/freeze.chat\" name=\"talks/freeze.chat\">
      <failure message=\"1 轮不符\">未通过 talks/freeze.chat:1
  客：冻结
- 机：没有这句   （第 2 行）
+ 机：请说一下手机号。
";
    assert!(xml.starts_with(start), "{xml}");
    let end = "</error>\n    </testcase>\n  </testsuite>\n  <testsuite name=\"例句\" tests=\"0\" failures=\"0\" errors=\"0\">\n  </testsuite>\n</testsuites>\n";
    assert!(xml.ends_with(end), "{xml}");
    let page = ran.read("out.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("<code>- ask: 月份</code>"), "{page}");
    run("test talks --html no/out.html").status(3).stderr_has(["写不了 no/out.html：没有这个文件或目录"]).check();
}

#[test]
fn what_was_said_instead_is_coloured_on_demand() {
    let folder = tempfile::TempDir::new().unwrap();
    crate::hotline::write(folder.path());
    std::fs::write(folder.path().join("a.chat"), "客：冻结\n机：没有这句\n").unwrap();
    let output =
        crate::process::daohang(folder.path()).args(["test", "a.chat"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let expect = "\u{1b}[31m- 机：没有这句   （第 2 行）\u{1b}[0m\n\u{1b}[32m+ 机：请说一下手机号。\u{1b}[0m\n";
    assert!(stderr.contains(expect), "{stderr:?}");
}
