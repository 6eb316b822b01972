"""In Chinese where a case cannot get to, or out of, and what never happens: by the pattern of the English sentence."""

SENTENCES = {
    # steps
    "there is no step where anybody acts": "没有一个环节由人办理",
    "Add a step with `by:` or `approvers:`.": "请补上一个写有 `by:` 或 `approvers:` 的环节。",
    "no action leads to `{step}`": "没有动作引向 `{step}`",
    "Name it as a target of an action, or take it out.": "请让某个动作引向它，或删去。",
    "from `{step}` no end can be reached": "从 `{step}` 走不到任何终点",
    "from `{step}` no end can be reached where {facts}": "`{facts}` 时，从 `{step}` 走不到任何终点",
    "from `{step}` nothing leads on": "到了 `{step}` 就走不下去",
    "from `{step}` nothing leads on where {facts}": "`{facts}` 时，到了 `{step}` 就走不下去",
    "Let an action lead on.": "请让一个动作引向下一步。",
    "Let an action or a rung lead on there, too.": "请让这种情形下也有动作或催办引向下一步。",
    "`{step}` has no actions": "`{step}` 没有动作",
    "Name at least one.": "请至少写一个。",
    "`{step}` stands below the first end: if `when` fails, nothing follows it": (
        "`{step}` 写在第一个终点之下：`when` 不成立时，后面没有下一环节"
    ),
    "an end cannot be passed over": "终点不能跳过",
    "Put the condition on the action that leads here.": "请把条件写在引向此处的动作上。",
    "`{name}` never comes before any approval step; a return goes back": "`{name}` 不会出现在任何审批环节之前，而退回只能退到前面",
    "`{name}` never comes before any approval step; `not_same_as` looks back": (
        "`{name}` 不会出现在任何审批环节之前，而 `not_same_as` 只看前面的环节"
    ),
    "`{name}` never comes before `{step}`; a return goes back": "`{name}` 不会出现在 `{step}` 之前，而退回只能退到前面",
    "`{name}` never comes before `{step}`; `not_same_as` looks back": "`{name}` 不会出现在 `{step}` 之前，而 `not_same_as` 只看前面的环节",
    "`{name}` never comes before `{step}`, where this branch is opened; a return goes back": (
        "`{name}` 不会出现在打开本分支的 `{step}` 之前，而退回只能退到前面"
    ),
    "`{name}` never comes before `{step}`, where this branch is opened; `not_same_as` looks back": (
        "`{name}` 不会出现在打开本分支的 `{step}` 之前，而 `not_same_as` 只看前面的环节"
    ),
    "Name a step of this branch, or one before the split.": "请写本分支的环节，或分开之前的环节。",
    "nothing comes before `{step}`: nobody can return from there": "`{step}` 前面没有由人办理的环节，无处可退",
    "`{name}` is hidden at `{step}`, and may be edited or is needed there": "`{name}` 在 `{step}` 隐藏，却又可改或必填",
    "Show it, or let nobody change it here.": "请不要隐藏，或不让人在此填改。",
    "separation of duties can leave nobody at `{step}`": "因职责分离，`{step}` 可能无人可办",
    "Name more people here, or let `empty` say `admin` or {assign: …}.": "请在此多写人员，或把 `empty` 写成 `admin` 或 `{{assign: …}}`。",
    "no case ever comes to `{step}`: the conditions on the way there exclude each other": ("没有件能到 `{step}`：一路上的条件互相排斥"),
    "Look at the conditions that lead here.": "请核对引向此处的条件。",
    "no case ever goes this way: its condition excludes those before it, or never holds": (
        "没有件会走这条路：条件与前面的互相排斥，或永远不成立"
    ),
    "Look at `when`, here and above.": "请核对此处和上面的 `when`。",
    "there are more than {most} states: what comes behind them was not looked at": "状态超过 {most} 种，其后的没有查看",
    "Fewer fields in conditions make it fewer.": "请减少条件中所用的字段。",
    # slates
    "the rule of `{step}` needs more than the 1 seat there: one would wait without an owner": (
        "`{step}` 的规则所需多于其 1 席，会有一席无人"
    ),
    "the rule of `{step}` needs more than the {count} seats there: one would wait without an owner": (
        "`{step}` 的规则所需多于其 {count} 席，会有一席无人"
    ),
    "the rule of `{step}` needs more than the 1 seat there where {facts}: one would wait without an owner": (
        "`{facts}` 时，`{step}` 的规则所需多于其 1 席，会有一席无人"
    ),
    "the rule of `{step}` needs more than the {count} seats there where {facts}: one would wait without an owner": (
        "`{facts}` 时，`{step}` 的规则所需多于其 {count} 席，会有一席无人"
    ),
    "nobody is asked at `{step}`: it would wait without an owner": "`{step}` 没有人可批，会一直等着",
    "nobody is asked at `{step}` where {facts}: it would wait without an owner": "`{facts}` 时，`{step}` 没有人可批，会一直等着",
    "Lower the number, add a seat without `when`, or let `insufficient_seats` or `empty` say `admin`.": (
        "请减少所需的数，或增加一个不带 `when` 的席位，或把 `insufficient_seats` 或 `empty` 写成 `admin`。"
    ),
    # joins and circles
    "the join needs {need} branches; there are {count} that are waited for": "汇合要求 {need} 个分支，而须等的分支只有 {count} 个",
    "Lower the number or add branches.": "请减少所需的数，或增加分支。",
    "the join of `{step}` can never be met: {what}": "`{step}` 的汇合永远不会成立：{what}",
    "Let the branch end `approved` or `done`, or join otherwise.": "请让该分支能以 `approved` 或 `done` 结束，或改用别的汇合方式。",
    "from `{step}` automatic steps lead only into each other: the case would never come to rest": (
        "从 `{step}` 起，自动环节互相指向，件永远停不下来"
    ),
    "from `{step}` where {facts} automatic steps lead only into each other: the case would never come to rest": (
        "`{facts}` 时，从 `{step}` 起，自动环节互相指向，件永远停不下来"
    ),
    "Let one of them lead to a step where somebody acts, or to an end.": "请让其中一个引向由人办理的环节，或引向终点。",
    "while nobody acts, rungs send the case round for ever: {steps}": "一直无人办理时，催办会让件不停绕圈：{steps}",
    "Let a rung lead to an end, or let only one of them lead on.": "请让一级催办引向终点，或只让其中一处引向下一步。",
    # rungs and clocks
    "a rung is to `{act}` at `{step}`, which nobody can there": "催办要在 `{step}` 代为 `{act}`，而那里没有这个动作",
    "Let the rung lead on by `to:`, or give the step a ladder of its own.": "请用 `to:` 写明引向哪里，或给该环节另写催办阶梯。",
    "a rung of `{clock}` is to `{act}`, which nobody can at any step": "`{clock}` 的催办要代为 `{act}`，而没有哪个环节有这个动作",
    "Let the rung lead on by `to:`, or take `act:` out.": "请用 `to:` 写明引向哪里，或删去 `act:`。",
    "rungs {lower} and {higher} both happen at `{at}`: the notice of the lower one never goes out": (
        "第 {lower} 级和第 {higher} 级催办都在 `{at}`，低一级的通知发不出去"
    ),
    "Write one rung that does both (`remind:` beside `notify:`), or give them different times.": (
        "请并为一级（`remind:` 与 `notify:` 同写），或把时间错开。"
    ),
    "`{word}` moves on, and the clock with it": "`{word}` 时刻在变，期限也就跟着变",
    "Count from the begin: write a duration, or `started + 5d`.": "请从起点算起：写期限，或写 `started + 5d`。",
    "`{clock}` has a clock for each element; which of them is extended is not said": "`{clock}` 给每个元素各有一个计时，没有写明延长哪一个",
    "Extend it in its own rungs, or let an administrator do so.": "请在它自己的催办里延长，或由管理员延长。",
    # actions at any time, and those that fire by themselves
    "`{name}` is an action of `{step}` already, and here it is possible there, too": (
        "`{step}` 已有动作 `{name}`，而此处的同名动作在那里也能用"
    ),
    "Give one of them another name, or say `in:` where this one is possible.": "请给其中一个换一个名称，或用 `in:` 写明此动作在哪里可用。",
    "nobody holds a seat at any step: without `by` nobody can take `{name}` there": "各环节都没有席位：不写 `by`，`{name}` 就无人可办",
    "nobody holds a seat at `{step}`, {what}: without `by` nobody can take `{name}` there": (
        "`{step}` 是{what}，没有席位：不写 `by`，`{name}` 就无人可办"
    ),
    "Add `by:`, or name only steps where people act.": "请补上 `by:`，或只写由人办理的环节。",
    "`{name}` is what a seat of `{step}` decides, and a seat is a person's": "`{name}` 是 `{step}` 的席位作出的表态，须由人作出",
    "Call it otherwise, or let a rung of `escalate` decide (`act:`).": "请换一个名称，或由 `escalate` 的一级催办代为表态（`act:`）。",
    "`by: system` fires when `when` becomes true, and there is none": "`by: system` 在 `when` 成立时自行触发，而没有写 `when`",
    "Add `when:`, or let a person act.": "请补上 `when:`，或改由人办理。",
    "`{word}` changes without a move, and only a move makes `{name}` look at its condition": (
        "`{word}` 随时间变化，而 `{name}` 的条件只在件有动作时才核对"
    ),
    "Let a rung of `escalate` or a deadline do what time brings.": "与时间有关的，请写在 `escalate` 的催办或 `deadlines` 里。",
    "nobody is there who could be asked: `{name}` fires by itself": "`{name}` 自行触发，没有人可以填写",
    "nobody is there who could be asked: `{name}` comes by a signal": "`{name}` 由信号引起，没有人可以填写",
    "`{step}` is never passed without a person, and `{name}` would pass it": "`{step}` 必须有人办理才能通过，而 `{name}` 会径自通过",
    "Let a person act, or lead back or out.": "请改由人办理，或引向退回或结束。",
}
