//! Entities: the kinds of values found in text, and the one entrance to finding them.
//!
//! The kinds themselves are read in their own files ([`super::number`] and its neighbours); here their findings
//! are put in order. Authored entities (enumerations, lexicons) are not known here.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::fold::Folded;
use super::scan::Scan;
use super::span::Span;
use super::{answer, date, digits, email, identity, money, number, time};

/// A kind of value found in text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number: 三千五, 1.2万, 三分之一.
    Number,
    /// An amount of money: 三块五, $20.
    Money,
    /// A share of a hundred: 百分之五, 5%, 三成.
    Percent,
    /// A single day: 昨天, 6月3号, 中秋.
    Date,
    /// A whole calendar month: 上个月, 6月.
    Month,
    /// Any other stretch of days: 上周, 6月3号到5号, 今年.
    DateRange,
    /// A time of day: 下午三点半, 15:30.
    Time,
    /// A mobile number of the Chinese mainland.
    Mobile,
    /// A citizen's identity number (GB 11643).
    IdCard,
    /// The number of a bank card (Luhn).
    BankCard,
    /// An e-mail address.
    Email,
    /// Two or more digits in a row, typed or spoken.
    Digits,
    /// The number of an order.
    Order,
    /// A yes or a no.
    YesNo,
    /// A choice by place: 第二个, 最后一个.
    Ordinal,
}

impl Kind {
    /// Every kind, in the order in which entities on the same span are listed.
    pub const ALL: [Kind; 15] = [
        Kind::Number,
        Kind::Money,
        Kind::Percent,
        Kind::Date,
        Kind::Month,
        Kind::DateRange,
        Kind::Time,
        Kind::Mobile,
        Kind::IdCard,
        Kind::BankCard,
        Kind::Email,
        Kind::Digits,
        Kind::Order,
        Kind::YesNo,
        Kind::Ordinal,
    ];

    /// Returns the name that authors write and `entities` prints.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Number => "number",
            Kind::Money => "money",
            Kind::Percent => "percent",
            Kind::Date => "date",
            Kind::Month => "month",
            Kind::DateRange => "date_range",
            Kind::Time => "time",
            Kind::Mobile => "mobile",
            Kind::IdCard => "id_card",
            Kind::BankCard => "bank_card",
            Kind::Email => "email",
            Kind::Digits => "digits",
            Kind::Order => "order",
            Kind::YesNo => "yes_no",
            Kind::Ordinal => "ordinal",
        }
    }

    /// Returns what it is, for authors.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Number => "数：三千五、1.2万",
            Kind::Money => "金额：三块五",
            Kind::Percent => "百分之几：5%、三成",
            Kind::Date => "一天：昨天、6月3号",
            Kind::Month => "一个月：上个月、6月",
            Kind::DateRange => "一段日子：上周、6月3号到5号",
            Kind::Time => "钟点：下午三点半",
            Kind::Mobile => "手机号",
            Kind::IdCard => "身份证号，验校验码",
            Kind::BankCard => "银行卡号，验校验码",
            Kind::Email => "电子邮箱",
            Kind::Digits => "两位以上的数字",
            Kind::Order => "订单号",
            Kind::YesNo => "是或者不是",
            Kind::Ordinal => "第几个：第二个、最后一个",
        }
    }

    /// Returns the kind of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Tells whether values of the kind are shown as masks only.
    pub fn is_secret(self) -> bool {
        matches!(self, Kind::Mobile | Kind::IdCard | Kind::BankCard | Kind::Email)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Kinds(u32);

impl Kinds {
    /// No kind.
    pub const EMPTY: Kinds = Kinds(0);
    /// Every kind.
    pub const ALL: Kinds = Kinds((1 << Kind::ALL.len()) - 1);

    /// Adds `kind`.
    pub fn insert(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u32;
    }

    /// The set of one kind.
    pub const fn of(kind: Kind) -> Kinds {
        Kinds(1 << kind as u32)
    }

    /// Tells whether `kind` is in the set.
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// Returns the kinds in either set.
    pub fn union(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Tells whether the two sets share a kind.
    pub fn intersects(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Tells whether no kind is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl From<Kind> for Kinds {
    fn from(kind: Kind) -> Kinds {
        Kinds(1 << kind as u32)
    }
}

impl<const N: usize> From<[Kind; N]> for Kinds {
    fn from(kinds: [Kind; N]) -> Kinds {
        kinds.into_iter().collect()
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Kinds {
        let mut set = Kinds::EMPTY;
        for kind in kinds {
            set.insert(kind);
        }
        set
    }
}

/// A value found in text, and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// What kind of value it is.
    pub kind: Kind,
    /// Where it stands in the folded text.
    pub span: Span,
    /// What it says.
    pub value: Value,
}

/// What an entity says.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// An amount of money.
    Money {
        /// How much, in whole units of the currency.
        amount: Decimal,
        /// ISO 4217 code.
        currency: &'static str,
        /// Said with 来, 多, 左右, 大概: about that much.
        approximate: bool,
    },
    /// A share of a hundred: 5 for 5 %.
    Percent(Decimal),
    /// Days from `from` up to, and without, `to`: for dates, months and ranges.
    Period {
        /// The first day.
        from: Date,
        /// The day after the last one.
        to: Date,
    },
    /// A time of day.
    Time(Time),
    /// Digits (an `x` may end an identity number, letters stand in an order number), without separators.
    Digits(String),
    /// An e-mail address in lower case.
    Email(String),
    /// Yes or no.
    Answer(bool),
    /// A choice by place.
    Ordinal(Choice),
}

impl Value {
    /// Returns the value as `daohang entities` prints it: `{"number":"1234.5"}`, `{"from":…,"to":…}` and so on.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Number(number) => json!({"number": plain(number)}),
            Value::Money { amount, currency, approximate } => {
                let mut object = Map::new();
                object.insert("amount".to_owned(), plain(amount).into());
                object.insert("currency".to_owned(), (*currency).into());
                if *approximate {
                    object.insert("approximate".to_owned(), true.into());
                }
                Json::Object(object)
            }
            Value::Percent(percent) => json!({"percent": plain(percent)}),
            Value::Period { from, to } => json!({"from": from.to_string(), "to": to.to_string()}),
            Value::Time(time) => json!({"time": format!("{:02}:{:02}", time.hour(), time.minute())}),
            Value::Digits(digits) => json!({"digits": digits}),
            Value::Email(email) => json!({"email": email}),
            Value::Answer(answer) => json!({"answer": answer}),
            Value::Ordinal(Choice::Nth(place)) => json!({"ordinal": place}),
            Value::Ordinal(Choice::Last) => json!({"ordinal": -1}),
        }
    }
}

/// Writes a decimal without an exponent and without zeros at its end.
fn plain(number: &Decimal) -> String {
    number.normalize().to_string()
}

/// A choice by place among things that were offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Choice {
    /// Counted from the first, which is 1.
    Nth(u8),
    /// The last, however many there are.
    Last,
}

/// Finds the entities of `kinds` in `folded`, heard at `now`.
///
/// They come sorted by start, then longer first, then by kind. Readings of one kind do not overlap; a day, a month
/// and a range count as one kind for that. Readings of different kinds may overlap: a mobile number is also digits.
pub fn recognize(folded: &Folded, now: DateTime, kinds: Kinds) -> Vec<Entity> {
    let mut found = Vec::new();
    let wordless = Kinds::from([Kind::YesNo, Kind::Ordinal, Kind::Email]);
    if !folded.has_numeral() && !kinds.intersects(wordless) {
        return found;
    }
    let scan = Scan::new(folded);
    if kinds.contains(Kind::YesNo) {
        answer::yes_no(&scan, &mut found);
    }
    if kinds.contains(Kind::Ordinal) {
        answer::ordinal(&scan, &mut found);
    }
    if kinds.contains(Kind::Email) {
        email::find(&scan, &mut found);
    }
    if folded.has_numeral() {
        if kinds.intersects(Kinds::from([Kind::Date, Kind::Month, Kind::DateRange])) {
            date::find(&scan, now, &mut found);
        }
        if kinds.contains(Kind::Time) {
            time::find(&scan, now, &mut found);
        }
    }
    if folded.has_digit() {
        if kinds.intersects(Kinds::from([Kind::Number, Kind::Percent])) {
            number::find(&scan, &mut found);
        }
        if kinds.contains(Kind::Money) {
            money::find(&scan, &mut found);
        }
        let strings = [Kind::Mobile, Kind::IdCard, Kind::BankCard, Kind::Digits, Kind::Order];
        if kinds.intersects(Kinds::from(strings)) {
            let runs = digits::runs(&scan);
            identity::find(&scan, &runs, &mut found);
            digits::find(&scan, &runs, &mut found);
        }
    }
    found.retain(|entity| kinds.contains(entity.kind));
    found.sort_by_key(|entity| (entity.span.start, std::cmp::Reverse(entity.span.end), entity.kind));
    found
}

/// Words that say nothing around the one value that answers a question.
const AROUND: [&str; 44] = [
    "我的",
    "我",
    "是",
    "就是",
    "应该是",
    "应该",
    "好像是",
    "好像",
    "大概是",
    "大概",
    "那个",
    "那就",
    "那",
    "就",
    "嗯",
    "呃",
    "额",
    "啊",
    "哦",
    "喔",
    "呀",
    "吧",
    "呢",
    "的",
    "了",
    "嘛",
    "哈",
    "手机号码",
    "手机号",
    "号码",
    "手机",
    "身份证号码",
    "身份证号",
    "身份证",
    "银行卡号",
    "卡号",
    "邮箱",
    "订单号",
    "单号",
    "金额",
    "时间",
    "日期",
    "一共",
    "转了",
];

/// Returns the entity of `kind` that is the whole text, but for punctuation, fillers and 我的…是.
///
/// For money a bare number counts as yuan: 五百 answers 您要还多少.
pub fn whole(folded: &Folded, now: DateTime, kind: Kind) -> Option<Entity> {
    let mut kinds = Kinds::from(kind);
    if kind == Kind::Money {
        kinds.insert(Kind::Number);
    }
    let found = recognize(folded, now, kinds);
    let longest = |wanted: Kind| {
        found
            .iter()
            .filter(|entity| entity.kind == wanted && is_all_but_fillers(folded.text(), entity.span))
            .max_by_key(|entity| entity.span.len())
            .cloned()
    };
    longest(kind).or_else(|| {
        let number = longest(Kind::Number).filter(|_| kind == Kind::Money)?;
        let Value::Number(amount) = number.value else { return None };
        let value = Value::Money { amount, currency: "CNY", approximate: false };
        (!amount.is_sign_negative()).then_some(Entity { kind, span: number.span, value })
    })
}

/// Tells whether only punctuation and words that say nothing stand around `span`.
fn is_all_but_fillers(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or(text);
    let after = text.get(span.end as usize..).unwrap_or(text);
    says_nothing(before) && says_nothing(after)
}

fn says_nothing(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|character: char| !character.is_alphanumeric());
        if rest.is_empty() {
            return true;
        }
        let filler = AROUND.iter().filter_map(|filler| rest.strip_prefix(filler)).min_by_key(|rest| rest.len());
        let Some(shorter) = filler else { return false };
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use proptest::prelude::*;

    const NOW: DateTime = DateTime::constant(2025, 7, 10, 9, 30, 0, 0);

    #[track_caller]
    fn check_whole(text: &str, kind: Kind, expected: Option<&str>) {
        let found = whole(&fold(text), NOW, kind).map(|entity| entity.value.to_json().to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[track_caller]
    fn check_kinds(text: &str, expected: &[Kind]) {
        let found: Vec<Kind> = recognize(&fold(text), NOW, Kinds::ALL).iter().map(|entity| entity.kind).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_answers() {
        check_whole("就第二个吧", Kind::Ordinal, Some(r#"{"ordinal":2}"#));
        check_whole("我的手机号是13800138000。", Kind::Mobile, Some(r#"{"digits":"13800138000"}"#));
        check_whole("嗯，是上个月的", Kind::Month, Some(r#"{"from":"2025-06-01","to":"2025-07-01"}"#));
        check_whole("五百", Kind::Money, Some(r#"{"amount":"500","currency":"CNY"}"#));
        check_whole("大概三百多块吧", Kind::Money, Some(r#"{"amount":"300","currency":"CNY","approximate":true}"#));
        check_whole("下午三点", Kind::Time, Some(r#"{"time":"15:00"}"#));
        check_whole("不是的", Kind::YesNo, Some(r#"{"answer":false}"#));
        check_whole("最后一个", Kind::Ordinal, Some(r#"{"ordinal":-1}"#));
        check_whole("百分之二点五", Kind::Percent, Some(r#"{"percent":"2.5"}"#));
        check_whole("邮箱是li@qq.com", Kind::Email, Some(r#"{"email":"li@qq.com"}"#));
    }

    #[test]
    fn more_than_the_answer_is_no_whole() {
        check_whole("13800138000被冻结了", Kind::Mobile, None);
        check_whole("上个月的账单", Kind::Month, None);
        check_whole("负五百", Kind::Money, None);
    }

    #[test]
    fn sorted_by_start_then_longer_then_kind() {
        check_kinds("上个月三块五", &[Kind::Month, Kind::Number, Kind::Money]);
        check_kinds("13800138000", &[Kind::Number, Kind::Mobile, Kind::Digits, Kind::Order]);
        check_kinds("花呗怎么还", &[]);
    }

    #[test]
    fn names_lead_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
            assert!(Kinds::ALL.contains(kind) && Kinds::from(kind).contains(kind) && !Kinds::EMPTY.contains(kind));
        }
        assert_eq!(Kind::from_name("amount"), None);
    }

    /// Days, months and ranges are one kind where overlaps are forbidden.
    fn family(kind: Kind) -> Kind {
        if matches!(kind, Kind::Month | Kind::DateRange) { Kind::Date } else { kind }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in prop_oneof![
            ".{0,24}",
            "[0-9零一二三十百千万亿点半年月日号周上下前后第个分之块毛元到至农历初闰负 /,.:%^x-]{0,20}",
            "(上|下|周|星期|个|月|年|最近|三|十|2025|天|前|到|日|末|季度|第|初|春节|除夕|6|号|99999999){0,10}",
        ]) {
            let folded = fold(&text);
            let found = recognize(&folded, NOW, Kinds::ALL);
            for (at, entity) in found.iter().enumerate() {
                prop_assert!(!entity.span.of(folded.text()).is_empty());
                for other in found.iter().skip(at + 1) {
                    prop_assert!(entity.span.start <= other.span.start);
                    prop_assert!(family(entity.kind) != family(other.kind) || !entity.span.overlaps(other.span), "{entity:?} {other:?}");
                }
                let _ = entity.value.to_json();
            }
            for kind in Kind::ALL {
                let _ = whole(&folded, NOW, kind);
            }
        }
    }
}
