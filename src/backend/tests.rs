//! Every action of the demo with every outcome, against what `intents/shared/actions.yaml` declares.

mod file;

use std::collections::BTreeSet;

use jiff::civil::{DateTime, Time};
use serde_json::{Map, Value, json};

use super::demo::Demo;
use crate::compile::hotline::{Action, Queue};
use crate::dialogue::event::{Placement, Reply};
use crate::finding::{Part, Place, Sources};
use crate::rules::slot::Ordered;
use crate::session::backend::Backend;

const NOW: &str = "2025-07-01T10:00:00";
const LOST: &str = "13800138000";
const NORMAL: &str = "13900139000";
const RISK: &str = "13700137000";
const CLOSED: &str = "13600136000";
const UNVERIFIED: &str = "13500135000";
const NOBODY: &str = "13812345678";

fn declared() -> Ordered<crate::rules::action::Action> {
    #[derive(serde::Deserialize)]
    struct File {
        actions: Ordered<crate::rules::action::Action>,
    }
    let file: File = serde_yaml::from_str(include_str!("../../intents/shared/actions.yaml")).unwrap();
    file.actions
}

fn action(name: &str) -> Action {
    let place = Place { file: Sources::default().add("actions.yaml", ""), part: Part::File };
    let (takes, gives, outcomes) = (Vec::new(), Vec::new(), Vec::new());
    Action { name: name.to_owned(), about: name.to_owned(), takes, gives, outcomes, irreversible: false, place }
}

/// Calls an action and holds the answer against its declaration.
#[track_caller]
fn call_at(demo: &mut Demo, name: &str, arguments: &Value, now: &str) -> Reply {
    let declared = declared();
    let declared = declared.get(name).unwrap_or_else(|| panic!("{name} is not declared"));
    let arguments = arguments.as_object().unwrap();
    for argument in arguments.keys() {
        assert!(declared.takes.contains(argument), "{name} does not take {argument}");
    }
    let reply = demo.call(&action(name), arguments, now.parse().unwrap());
    assert_eq!(demo.take_failure(), None);
    assert!(declared.outcomes.contains(&reply.outcome), "{name} came out as {}", reply.outcome);
    for (output, value) in &reply.outputs {
        let is_right = match declared.gives.get(output).map(String::as_str) {
            Some("money" | "text") => value.is_string(),
            Some("date") => value.as_str().is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()),
            Some("time") => value.as_str().is_some_and(|at| at.parse::<DateTime>().is_ok()),
            Some("number") => value.is_number(),
            Some("list") => value.is_array(),
            Some("record") => value.is_object(),
            other => panic!("{name} gives {output}, declared as {other:?}"),
        };
        assert!(is_right, "{name} gives {output} as {value}");
    }
    reply
}

#[track_caller]
fn check(demo: &mut Demo, name: &str, arguments: Value, outcome: &str, outputs: Value) {
    let reply = call_at(demo, name, &arguments, NOW);
    assert_eq!((reply.outcome.as_str(), Value::Object(reply.outputs)), (outcome, outputs), "{name} {arguments}");
}

/// As [`check`], of the outcome only.
#[track_caller]
fn comes_out(demo: &mut Demo, name: &str, arguments: Value, outcome: &str) -> Map<String, Value> {
    let reply = call_at(demo, name, &arguments, NOW);
    assert_eq!(reply.outcome, outcome, "{name} {arguments}");
    reply.outputs
}

fn mobile(number: &str) -> Value {
    json!({"手机号": {"digits": number}})
}

#[test]
fn every_declared_action_is_known() {
    let mut demo = Demo::in_memory();
    for (name, _) in declared().0 {
        let reply = demo.call(&action(&name), &Map::new(), NOW.parse().unwrap());
        assert_eq!((demo.take_failure(), reply.outcome == "error"), (None, false), "{name}");
    }
}

#[test]
fn an_unknown_action_is_an_error_with_words_for_the_operator() {
    let mut demo = Demo::in_memory();
    let reply = demo.call(&action("fly"), &Map::new(), NOW.parse().unwrap());
    assert_eq!(reply.outcome, "error");
    assert_eq!(demo.take_failure().as_deref(), Some("演示后台没有动作“fly”"));
    assert_eq!(demo.take_failure(), None);
}

#[test]
fn identity() {
    let demo = &mut Demo::in_memory();
    check(demo, "identity.find", mobile(NORMAL), "found", json!({"称呼": "王先生"}));
    check(demo, "identity.find", json!({"手机号": "139 0013 9000"}), "found", json!({"称呼": "王先生"}));
    check(demo, "identity.find", mobile(NOBODY), "not_found", json!({}));
    check(demo, "identity.find", json!({"手机号": null}), "not_found", json!({}));
    check(demo, "identity.find", mobile(CLOSED), "closed", json!({}));
    let tail = |mobile: &str, tail: &str| json!({"手机号": {"digits": mobile}, "证件尾号": {"digits": tail}});
    check(demo, "identity.check", tail(LOST, "1234"), "ok", json!({"称呼": "李先生"}));
    check(demo, "identity.check", tail(RISK, "2468"), "ok", json!({"称呼": "陈女士"}));
    for (mobile, wrong) in
        [(LOST, "4321"), (LOST, "234"), (LOST, "81234"), (LOST, ""), (NOBODY, "1234"), (CLOSED, "1357")]
    {
        check(demo, "identity.check", tail(mobile, wrong), "mismatch", json!({}));
    }
}

#[test]
fn text_that_looks_like_sql_finds_nothing() {
    let demo = &mut Demo::in_memory();
    check(demo, "identity.find", json!({"手机号": "' OR 1=1 --"}), "not_found", json!({}));
    comes_out(demo, "case.open", json!({"手机号": NORMAL, "情况说明": "'); DROP TABLE cases; --"}), "ok");
    comes_out(demo, "case.find", mobile(NORMAL), "ok");
}

#[test]
fn bills_are_summed() {
    let demo = &mut Demo::in_memory();
    let of = |mobile: &str, from: &str, to: &str| json!({"手机号": mobile, "账单月份": {"from": from, "to": to}});
    let outputs = comes_out(demo, "bill.summary", of(NORMAL, "2025-06-01", "2025-07-01"), "ok");
    let bill = outputs["账单"].as_object().unwrap();
    assert_eq!(bill["月份"], "6月");
    let keys: Vec<&str> = bill.keys().map(String::as_str).collect();
    assert_eq!(keys, ["月份", "支出", "收入", "笔数", "页数", "最大"]);
    let fen = |amount: &Value| amount.as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
    let n_pages = bill["页数"].as_u64().unwrap();
    let (mut spent, mut got, mut seen) = (0, 0, 0);
    for page in 1..=n_pages {
        let mut arguments = of(NORMAL, "2025-06-01", "2025-07-01");
        arguments["页码"] = page.into();
        for item in comes_out(demo, "bill.items", arguments, "ok")["明细"].as_array().unwrap() {
            seen += 1;
            assert_eq!(item["序号"], seen);
            if item["收支"] == "支出" { spent += fen(&item["金额"]) } else { got += fen(&item["金额"]) }
        }
    }
    assert_eq!((spent, got, seen), (fen(&bill["支出"]), fen(&bill["收入"]), bill["笔数"].as_u64().unwrap()));
    let largest: Vec<u64> = bill["最大"].as_array().unwrap().iter().map(|item| fen(&item["金额"])).collect();
    assert!(largest.len() == 3 && largest.is_sorted_by(|one, other| one >= other));
    comes_out(demo, "bill.summary", of(NORMAL, "2025-08-01", "2025-09-01"), "no_bills");
    comes_out(demo, "bill.summary", of(UNVERIFIED, "2025-06-01", "2025-07-01"), "no_bills");
    comes_out(demo, "bill.summary", of(NOBODY, "2025-06-01", "2025-07-01"), "not_found");
    comes_out(demo, "bill.summary", of(CLOSED, "2025-06-01", "2025-07-01"), "not_found");
}

#[test]
fn items_are_found_by_what_is_told_of_them() {
    let demo = &mut Demo::in_memory();
    let june = json!({"from": "2025-06-01", "to": "2025-07-01"});
    let told = |more: Value| {
        let mut arguments = json!({"手机号": NORMAL, "账单月份": june});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    let item = comes_out(demo, "bill.item", told(json!({"序号": 7})), "ok")["条目"].clone();
    let (merchant, amount) = (item["商户"].clone(), item["金额"].as_str().unwrap().to_owned());
    let day = item["日期"].clone();
    let by_all = told(json!({"哪家": merchant, "那笔钱": {"amount": amount}, "哪天": day}));
    assert_eq!(comes_out(demo, "bill.find", by_all, "ok")["条目"], item);
    let whole = amount.split('.').next().unwrap().to_owned();
    assert_eq!(comes_out(demo, "bill.find", told(json!({"那笔钱": {"amount": whole}})), "ok")["条目"], item);
    comes_out(demo, "bill.find", told(json!({"那笔钱": {"amount": "99999.99"}})), "not_found");
    comes_out(demo, "bill.find", told(json!({})), "not_found");
    let several = comes_out(demo, "bill.find", told(json!({"哪天": june})), "several");
    assert_eq!(several["明细"].as_array().unwrap().len(), 5);
}

#[test]
fn items_come_in_pages_and_one_by_one() {
    let demo = &mut Demo::in_memory();
    let june = json!({"from": "2025-06-01", "to": "2025-07-01"});
    let page = |page: Value| json!({"手机号": NORMAL, "账单月份": june, "页码": page});
    let first = comes_out(demo, "bill.items", page(Value::Null), "ok");
    assert_eq!((&first["页码"], first["明细"].as_array().unwrap().len()), (&json!(1), 5));
    assert_eq!(first, comes_out(demo, "bill.items", page(json!({"number": "1"})), "ok"));
    assert_eq!(comes_out(demo, "bill.items", page(json!(99)), "no_more")["页数"], first["页数"]);
    comes_out(demo, "bill.items", page(json!(0)), "no_more");
    comes_out(demo, "bill.items", page(json!(-1)), "no_more");
    comes_out(demo, "bill.items", json!({"手机号": UNVERIFIED}), "no_bills");
    let item = |place: Value| json!({"手机号": NORMAL, "账单月份": june, "序号": place});
    assert_eq!(comes_out(demo, "bill.item", item(json!({"ordinal": 2})), "ok")["条目"], first["明细"][1]);
    let last = comes_out(demo, "bill.item", item(json!({"ordinal": -1})), "ok");
    let n_items = last["条目"]["序号"].as_u64().unwrap();
    assert_eq!(last, comes_out(demo, "bill.item", item(json!(n_items)), "ok"));
    for place in [json!(n_items + 1), json!(0), json!(-99), Value::Null] {
        comes_out(demo, "bill.item", item(place), "not_found");
    }
}

#[test]
fn an_item_of_a_bill_is_found_as_an_order_of_its_owner() {
    let demo = &mut Demo::in_memory();
    let item =
        comes_out(demo, "bill.item", json!({"手机号": NORMAL, "账单月份": "2025-06", "序号": 1}), "ok")["条目"].clone();
    let order =
        comes_out(demo, "order.find", json!({"订单号": item["订单号"], "手机号": NORMAL}), "found")["订单"].clone();
    assert_eq!((&order["商户"], &order["金额"]), (&item["商户"], &item["金额"]));
    comes_out(demo, "order.find", json!({"订单号": item["订单号"], "手机号": LOST}), "not_found");
    comes_out(demo, "order.find", json!({"订单号": item["订单号"]}), "found");
}

#[test]
fn the_state_of_an_account() {
    let demo = &mut Demo::in_memory();
    let frozen = |words: &str| json!({"账户状态": words, "认证等级": "二类", "冻结时间": "2025-06-30T09:30:00"});
    check(demo, "account.status", mobile(LOST), "ok", frozen("挂失"));
    check(demo, "account.status", mobile(RISK), "ok", frozen("风险冻结"));
    check(demo, "account.status", mobile(NORMAL), "ok", json!({"账户状态": "正常", "认证等级": "三类"}));
    check(demo, "account.status", mobile(CLOSED), "ok", json!({"账户状态": "已注销", "认证等级": "一类"}));
    check(demo, "account.status", mobile(NOBODY), "not_found", json!({}));
    check(demo, "account.balance", mobile(NORMAL), "ok", json!({"余额": "15320.66"}));
    check(demo, "account.balance", mobile(CLOSED), "not_found", json!({}));
}

#[test]
fn a_freeze_lasts_until_it_is_lifted() {
    let demo = &mut Demo::in_memory();
    check(demo, "account.unfreeze", mobile(NORMAL), "already_open", json!({}));
    check(demo, "account.freeze", mobile(NORMAL), "ok", json!({"冻结时间": NOW}));
    check(demo, "account.freeze", mobile(NORMAL), "already_frozen", json!({"冻结时间": NOW}));
    check(demo, "account.unfreeze", mobile(NORMAL), "ok", json!({"生效时间": "2025-07-01T10:10:00"}));
    check(demo, "account.unfreeze", mobile(NORMAL), "already_open", json!({}));
    check(demo, "account.unfreeze", mobile(LOST), "ok", json!({"生效时间": "2025-07-01T10:10:00"}));
}

#[test]
fn what_risk_control_froze_is_not_the_callers_to_lift() {
    let demo = &mut Demo::in_memory();
    check(demo, "account.unfreeze", mobile(RISK), "refused", json!({}));
    check(demo, "account.freeze", mobile(RISK), "already_frozen", json!({"冻结时间": "2025-06-30T09:30:00"}));
    for name in ["account.freeze", "account.unfreeze"] {
        check(demo, name, mobile(CLOSED), "refused", json!({}));
        check(demo, name, mobile(NOBODY), "refused", json!({}));
    }
}

#[test]
fn limits_follow_the_level() {
    let demo = &mut Demo::in_memory();
    let limits = |level: &str, one: &str, day: &str| json!({"认证等级": level, "单笔限额": one, "单日限额": day});
    check(demo, "account.limit", mobile(NORMAL), "ok", limits("三类", "50000.00", "200000.00"));
    check(demo, "account.limit", mobile(LOST), "ok", limits("二类", "5000.00", "10000.00"));
    check(demo, "account.limit", mobile("13300133000"), "ok", limits("一类", "500.00", "1000.00"));
    check(demo, "account.limit", mobile(UNVERIFIED), "unverified", json!({"认证等级": "未认证"}));
    check(demo, "account.limit", mobile(CLOSED), "not_found", json!({}));
}

#[test]
fn orders_belong_to_accounts() {
    let demo = &mut Demo::in_memory();
    let order = json!({
        "订单号": "88010000000011", "商户": "晴川数码", "说明": "无线耳机", "金额": "299.00",
        "日期": "2025-06-22", "状态": "已发货", "发货日期": "2025-06-23",
    });
    let of = |number: &str, mobile: Value| json!({"订单号": {"digits": number}, "手机号": mobile});
    check(demo, "order.find", of("88010000000011", NORMAL.into()), "found", json!({"订单": order}));
    check(demo, "order.find", of("8801-0000 000011", Value::Null), "found", json!({"订单": order}));
    check(demo, "order.find", of("88010000000011", LOST.into()), "not_found", json!({}));
    check(demo, "order.find", of("88010000000011", NOBODY.into()), "not_found", json!({}));
    check(demo, "order.find", of("88010000000099", NORMAL.into()), "not_found", json!({}));
    check(demo, "order.find", json!({}), "not_found", json!({}));
}

#[test]
fn cases_are_opened_once_and_read_back() {
    let demo = &mut Demo::in_memory();
    let wish = json!({"手机号": NORMAL, "案件类型": "转错账", "订单号": "88010000000022", "情况说明": "输错了一位"});
    let dates = json!({"案件号": "202507010001", "最早日期": "2025-07-04", "答复日期": "2025-07-08"});
    check(demo, "case.open", wish.clone(), "ok", dates.clone());
    check(demo, "case.open", wish.clone(), "duplicate", dates);
    let other = json!({"手机号": NORMAL, "案件类型": "退款", "订单号": "88010000000022"});
    assert_eq!(comes_out(demo, "case.open", other, "ok")["案件号"], "202507010002");
    let read = json!({"案件": {
        "案件号": "202507010001", "类型": "转错账", "登记日期": "2025-07-01", "进度": "核实中",
        "订单号": "88010000000022", "答复日期": "2025-07-08",
    }});
    check(demo, "case.find", json!({"手机号": NORMAL, "案件号": {"digits": "202507010001"}}), "ok", read.clone());
    check(demo, "case.find", json!({"案件号": "202507010001"}), "ok", read);
    assert_eq!(comes_out(demo, "case.find", mobile(NORMAL), "ok")["案件"]["案件号"], "202507010002");
    let later = call_at(demo, "case.find", &json!({"案件号": "202507010001"}), "2025-07-04T08:00:00");
    assert_eq!(later.outputs["案件"]["进度"], "已有初步意见");
    check(demo, "case.find", json!({"手机号": LOST, "案件号": "202507010001"}), "not_found", json!({}));
    check(demo, "case.find", mobile(LOST), "not_found", json!({}));
    check(demo, "case.find", json!({}), "not_found", json!({}));
}

#[test]
fn a_case_is_there_from_the_start() {
    let demo = &mut Demo::in_memory();
    let wish = json!({"手机号": NORMAL, "案件类型": "未收到商品", "订单号": "88010000000033"});
    assert_eq!(comes_out(demo, "case.open", wish, "duplicate")["案件号"], "202506290001");
}

#[test]
fn beyond_the_announced_holidays_there_is_a_case_without_dates() {
    let demo = &mut Demo::in_memory();
    let reply = call_at(demo, "case.open", &mobile(NORMAL), "2026-12-30T10:00:00");
    assert_eq!((reply.outcome.as_str(), Value::Object(reply.outputs)), ("outside", json!({"案件号": "202612300001"})));
    let read = call_at(demo, "case.find", &mobile(NORMAL), "2027-03-01T10:00:00");
    assert_eq!((&read.outputs["案件"]["进度"], read.outputs["案件"].get("答复日期")), (&json!("核实中"), None));
}

#[test]
fn only_one_number_is_official() {
    let demo = &mut Demo::in_memory();
    for (number, expect) in [
        ("95188", "official"),
        ("95-188", "official"),
        ("+8695188", "unofficial"),
        ("951880", "unofficial"),
        ("4000951888", "unofficial"),
        ("", "unofficial"),
    ] {
        check(demo, "number.check", json!({"号码": {"digits": number}}), expect, json!({"热线": "95188"}));
    }
}

fn queue(name: &str, urgent: bool, hours: Option<(i8, i8)>) -> Queue {
    let hours = hours.map(|(from, to)| (Time::constant(from, 0, 0, 0), Time::constant(to, 0, 0, 0)));
    let place = Place { file: Sources::default().add("queues.yaml", ""), part: Part::File };
    Queue { name: name.to_owned(), title: name.to_owned(), hours, urgent, place }
}

#[track_caller]
fn check_place(demo: &mut Demo, queue: &Queue, now: &str, expect: &str) {
    let packet = serde_json::from_value(json!({
        "queue": 0, "intent": "转人工", "slots": [], "tried": [], "reason": "来电人要求",
    }));
    let shown = match demo.enqueue(queue, &packet.unwrap(), now.parse().unwrap()) {
        Placement::Queued { ticket, ahead } => format!("{ticket} {ahead}"),
        Placement::Closed { ticket } => format!("{ticket} closed"),
        Placement::Full { ticket } => format!("{ticket} full"),
    };
    assert_eq!((demo.take_failure(), shown.as_str()), (None, expect), "{now}");
}

#[test]
fn places_in_line_follow_the_clock_and_the_callers_before() {
    let demo = &mut Demo::in_memory();
    let usual = queue("综合咨询", false, None);
    check_place(demo, &usual, "2025-07-01T10:00:00", "T202507010001 6");
    check_place(demo, &usual, "2025-07-01T10:05:00", "T202507010002 7");
    check_place(demo, &usual, "2025-07-01T10:30:00", "T202507010003 1");
    check_place(demo, &queue("交易争议", false, None), "2025-07-01T10:30:00", "T202507010004 1");
    check_place(demo, &queue("风控紧急", true, None), "2025-07-01T10:31:00", "T202507010005 1");
    check_place(demo, &usual, "2025-07-02T00:00:00", "T202507020001 0");
}

#[test]
fn queues_close_and_fill() {
    let demo = &mut Demo::in_memory();
    let day = queue("信贷服务", false, Some((9, 21)));
    check_place(demo, &day, "2025-07-01T08:59:59", "T202507010001 closed");
    check_place(demo, &day, "2025-07-01T21:00:00", "T202507010002 closed");
    check_place(demo, &day, "2025-07-01T09:00:00", "T202507010003 3");
    let night = queue("夜间", false, Some((21, 6)));
    check_place(demo, &night, "2025-07-01T05:00:00", "T202507010004 7");
    check_place(demo, &night, "2025-07-01T12:00:00", "T202507010005 closed");
    let usual = queue("综合咨询", false, None);
    check_place(demo, &usual, "2025-07-01T03:00:00", "T202507010006 full");
    check_place(demo, &usual, "2025-07-01T03:30:00", "T202507010007 4");
    check_place(demo, &queue("风控紧急", true, None), "2025-07-01T03:00:00", "T202507010008 0");
    for n in 1..=30 {
        check_place(demo, &usual, "2025-07-02T10:20:00", &format!("T20250702{n:04} {}", n - 1));
    }
    check_place(demo, &usual, "2025-07-02T10:20:00", "T202507020031 full");
    check_place(demo, &usual, "2025-07-02T10:30:00", "T202507020032 1");
}

#[test]
fn every_outcome_that_is_declared_is_tested_above() {
    let here = include_str!("tests.rs");
    let missing: BTreeSet<String> = declared()
        .0
        .iter()
        .flat_map(|(_, action)| &action.outcomes)
        .filter(|outcome| !here.contains(&format!("\"{outcome}\"")))
        .cloned()
        .collect();
    assert_eq!(missing, BTreeSet::new());
}
