//! The standing sentences: what the machine says that belongs to no flow.

use serde::Deserialize;

use super::lines::Wordings;

/// Declares the struct, its defaults and its list in one place, so that none of the three can miss one.
macro_rules! standing {
    ($($(#[$doc:meta])* $name:ident = $about:literal: [$($text:literal),* $(,)?] { $($variable:literal),* },)+) => {
        /// The standing sentences, each with wordings of its own for the n-th time. Absent ones keep these defaults.
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Standing {
            $($(#[$doc])* pub $name: Wordings,)+
        }

        impl Default for Standing {
            fn default() -> Self {
                Standing { $($name: Wordings(vec![$($text.to_owned()),*]),)+ }
            }
        }

        /// Which standing sentence.
        #[allow(non_camel_case_types, reason = "the variants are the authored keys, so that one macro makes both")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Sentence {
            $($(#[$doc])* $name,)+
        }

        impl Sentence {
            /// All of them, in the order of the reference.
            pub const ALL: &[Sentence] = &[$(Sentence::$name,)+];

            /// Returns the authored key.
            pub fn name(self) -> &'static str {
                match self { $(Sentence::$name => stringify!($name),)+ }
            }

            /// Returns when it is said, for authors.
            pub fn about(self) -> &'static str {
                match self { $(Sentence::$name => $about,)+ }
            }

            /// Returns the names that its text may use in `{…}`.
            pub fn variables(self) -> &'static [&'static str] {
                match self { $(Sentence::$name => &[$($variable),*],)+ }
            }
        }

        impl Standing {
            /// Returns the wordings of one sentence.
            pub fn get(&self, sentence: Sentence) -> &Wordings {
                match sentence { $(Sentence::$name => &self.$name,)+ }
            }
        }
    };
}

standing! {
    /// The menu, said after the greeting's question is asked for or 主菜单 is heard.
    menu = "听到“主菜单”，或者流程走到 menu": ["您可以说：{选项}。请问要办哪一项？"] { "选项" },
    /// Nothing fits, in the middle of a question: said before the question's next wording.
    no_match = "在问问题，答的没有听懂：先说这句，再换一种问法": ["抱歉，没听明白。", "还是没听清，请您换个说法。", "对不起，我还是没能听懂。"] {},
    /// Nothing fits, and no question is open.
    no_match_idle = "没有在问问题，没有听懂": [
        "抱歉，没听明白。您可以直接说要办的事，比如“{例子}”。",
        "还是没听懂。您可以说“主菜单”听一听能办什么，或者说“转人工”。",
        "对不起，我还是没能听懂。",
    ] { "例子" },
    /// Nothing fits, and what was said is an insult: said in place of the two before. Offers a person.
    insulted = "没有听懂，而且在骂人：代替上面两句": [
        "对不起，让您着急了。要找同事帮忙，请说“转人工”或者按 0。",
        "真的很抱歉。按 0 就能找到我的同事。",
    ] {},
    /// The caller said nothing.
    no_input = "没有说话": ["没有听到您的声音。", "还是没有听到您说话，您可以按 0 转人工。", "一直没有听到您的声音。"] {},
    /// An intent that is likely but not sure.
    confirm_intent = "不太有把握，先确认": ["您是要{意图}吗？"] { "意图" },
    /// Intents too near to each other to choose.
    clarify = "几件事分不出来，请来电人选": ["您是想办哪一项？{选项}", "请说序号或者名称：{选项}"] { "选项" },
    /// After the caller said no to a guess.
    reconsider = "来电人说不是要办那件事": ["好的，那请您再说一遍要办什么。"] {},
    /// A value was corrected.
    corrected = "改了一个值": ["好的，{槽}已改为{值}。"] { "槽", "值" },
    /// The caller said what a later question will ask for: said before the open one is asked again.
    noted = "先说了后面才要问的值": ["好的，{槽}记下了。"] { "槽" },
    /// The caller says that a value was wrong, and not what is right: said before it is asked for again.
    called_wrong = "来电人说那个值不对，没说对的是什么": ["好的，请您重新说一下{槽}。"] { "槽" },
    /// Back from a digression.
    resume = "插进来的事办完了，回到原来的": ["咱们继续{任务}。"] { "任务" },
    /// Two tasks in one sentence.
    announce = "一句话说了两件事": ["好的，先{先}，办完接着{后}。"] { "先", "后" },
    /// The second task's turn.
    next_task = "轮到第二件": ["接下来{任务}。"] { "任务" },
    /// The call was cut off and goes on.
    call_resumed = "电话断了又接上": ["刚才电话断了，咱们接着来。"] {},
    /// The call was cut off: a value of a secret kind, which is not kept, is asked for again.
    ask_anew = "电话断了又接上，保密的值没有留，要再问": ["为了您的安全，您的{槽}没有留下来，请再说一次。"] { "槽" },
    /// The caller answered the wrap-up with yes.
    go_on = "问还有什么事，来电人说有": ["好的，您请说。"] {},
    /// After a task is done.
    wrap_up = "一件事办完，问还有没有别的": ["请问还有什么可以帮您？", "还有别的事要办吗？"] {},
    /// 取消 in a task.
    cancelled = "办到一半说取消": ["好的，不再{任务}了。"] { "任务" },
    /// 取消 with no task.
    nothing_to_cancel = "说取消，可没有在办的事": ["现在没有正在办的事。"] {},
    /// 返回 with no question before.
    nothing_before = "说返回，可前面没有问题": ["前面没有可以返回的问题了。"] {},
    /// 重复 before anything was said.
    nothing_to_repeat = "说重复，可还没有说过话": ["我还没有说什么。"] {},
    /// 帮助 at a question.
    help = "在问问题时说帮助": ["您可以直接回答；也可以说“重复”“返回”“取消”，或者按 0 转人工。"] {},
    /// 帮助 with no question open.
    help_idle = "没有在问问题时说帮助": ["您可以直接说要办的事，例如{选项}；随时可以说“转人工”。"] { "选项" },
    /// The caller said they do not want it.
    declined = "来电人说不要办它": ["好的，不{意图}。"] { "意图" },
    /// A task that is already open is asked for again.
    already_open = "又说要办正在办的事": ["咱们正在{任务}。"] { "任务" },
    /// The caller said a code or a password.
    secret_heard = "来电人说出了验证码或者密码": ["请您先停一下：验证码和密码不要告诉任何人，包括我。刚才那句我没有保留。"] {},
    /// The utterance is too long to be heard.
    too_long = "一句话太长": ["这句话太长了，请您分开说，一次说一件事。"] {},
    /// An intent without a flow.
    no_flow = "意图没有写步骤，转人工前": ["{意图}需要人工为您处理。"] { "意图" },
    /// The backend did not answer.
    action_error = "后台没有响应": ["系统暂时没有响应。"] {},
    /// Handed over: in line, with the ticket and how many are ahead.
    queued = "转人工：排上队了": ["正在为您转到{队列}，您的服务单号是{单号}，前面还有{位次}位，请不要挂机。"] { "队列", "单号", "位次" },
    /// Handed over: the queue is closed now.
    closed = "转人工：不在服务时间": ["{队列}现在不在服务时间（{时间}），已经为您登记，服务单号是{单号}，上班后会尽快联系您。"] { "队列", "时间", "单号" },
    /// Handed over: no place in the queue.
    full = "转人工：坐席全忙": ["{队列}现在坐席全忙，已经为您登记回电，服务单号是{单号}。"] { "队列", "单号" },
    /// The call ends, and nothing was done in it.
    goodbye = "通话结束，什么也没有办成": ["感谢来电，再见。"] {},
    /// The call ends after a task was done to its end; absent, the one before is said.
    goodbye_done = "通话结束，办成了事；不写就说 goodbye": [] {},
    /// The call ends after the caller was registered for a call back; absent, the one before is said.
    goodbye_registered = "通话结束，登记了回电；不写就说 goodbye": [] { "单号" },
    /// The call ends because nobody speaks.
    goodbye_silent = "一直没有人说话，挂机": ["一直没有听到您的声音，先挂机了。需要时请再打来，再见。"] {},
}
