"""In Chinese what does not fit together in a workflow: names, tables, numbers, votes and rules, by the pattern of the English sentence."""

SENTENCES = {
    # names
    "`{name}` is no step where people act; one is needed here": "`{name}` 不是由人办理的环节，此处须写这样的环节",
    "Name an earlier step.": "请写前面的环节。",
    "`{name}` is a word of the language and cannot be the name of a {what}": "`{name}` 是流程语言的保留字，不能用作{what}的名称",
    "`{name}` is a word of Python and cannot be the name of a {what}": "`{name}` 是系统保留字，不能用作{what}的名称",
    "Call it `{other}` or something more telling.": "请改名，如 `{other}`，或更易懂的名称。",
    "`{name}` is a {what} already; here it is a {what2}": "`{name}` 已用作{what}的名称，此处又用作{what2}的名称",
    "Give one of them another name.": "请给其中一个换一个名称。",
    "`{name}` is what the steps of the chain `{chain}` are called: `{first}`, `{second}` …": (
        "`{name}` 与审批链 `{chain}` 各环节的名称相撞：它们叫 `{first}`、`{second}` 等"
    ),
    "`{name}` is made of itself": "`{name}` 由它自己算出，绕成了圈",
    "`{name}` counts from itself": "`{name}` 从它自己起算，绕成了圈",
    "Rename the step.": "请给这个环节改名。",
    "a withdrawn case ends at `withdrawn`, but a step where people act has that name": (
        "撤回的件在 `withdrawn` 结束，而有一个由人办理的环节叫这个名称"
    ),
    "Import it, or name one that ships: cn-gov.": "请先导入该日历，或写自带的 `cn-gov`。",
    "`{unit}` counts working time, and no calendar is named": "`{unit}` 按工作时间计算，而没有写日历",
    "Add `calendar: cn-gov` at the top.": "请在文件开头补上 `calendar: cn-gov`。",
    # the policy
    "the table `{table}` is looked up by `{field}`, which is no field": "政策表 `{table}` 按 `{field}` 查，而没有这个字段",
    "the table `{table}` has a row `{row}`, which is no option of `{field}`": "政策表 `{table}` 有一行 `{row}`，它不是 `{field}` 的选项",
    "the table `{table}` has no row for `{option}` of `{field}`": "政策表 `{table}` 缺少 `{field}` 的选项 `{option}` 对应的行",
    "Add `{option}: …`.": "请补上 `{option}: …`。",
    "`{list}` has `{word}`, which is no option of `{field}`": "`{list}` 中有 `{word}`，它不是 `{field}` 的选项",
    "`empty` is not named: say what happens, nobody may be found": "没有写 `empty`：须写明找不到人时怎么办",
    "`duplicate` is not named: say what happens, the same person may have approved before": (
        "没有写 `duplicate`：须写明同一人此前已批过时怎么办"
    ),
    "`self` is not named: say what happens, an approver may be the initiator": "没有写 `self`：须写明审批人就是发起人时怎么办",
    "`insufficient_seats` is not named: say what happens, there may be fewer seats than the rule needs": (
        "没有写 `insufficient_seats`：须写明席位少于规则所需时怎么办"
    ),
    "Add `empty: hold` (hold, admin, skip or {assign: people}) here or under `defaults:`.": (
        "请在此处或 `defaults:` 下补上 `empty: hold`（挂起等待；也可写 `admin` 转管理员、`skip` 跳过、`{{assign: 人员}}` 指定人员）。"
    ),
    "Add `duplicate: none` (none, consecutive, any or forbid) here or under `defaults:`.": (
        "请在此处或 `defaults:` 下补上 `duplicate: none`（照常再批；也可写 `consecutive` 上一环节批过的自动通过、"
        "`any` 前面批过的自动通过、`forbid` 须换人）。"
    ),
    "Add `self: forbid` (allow, skip, superior or forbid) here or under `defaults:`.": (
        "请在此处或 `defaults:` 下补上 `self: forbid`（须换人；也可写 `allow` 允许自批、`skip` 跳过、`superior` 转上级）。"
    ),
    "Add `insufficient_seats: hold` (hold, admin or clamp) here or under `defaults:`.": (
        "请在此处或 `defaults:` 下补上 `insufficient_seats: hold`（挂起等待；也可写 `admin` 转管理员、`clamp` 按实有席位计）。"
    ),
    "a step that needs a person is never skipped": "必须有人办理的环节不能跳过",
    "Write `{line}` here.": "请在此处写 `{line}`。",
    # numbers
    "`{name}` gets its number from a series later; it has none when the case starts": "`{name}` 以后才从编号序列取号，件开始时还没有",
    "Take `{key}` out.": "请删去 `{key}`。",
    "`{name}` is a {kind}; a number of a series is a text": "`{name}` 是{kind}，而编号是文字",
    "Write `{name}: text`.": "请写 `{name}: text`。",
    "no effect gives `{name}` a number that could become void": "没有效果给 `{name}` 取号，也就没有号可以作废",
    "Add `allocate: {name}` where it gets its number.": "请在取号之处补上 `allocate: {name}`。",
    "`{name}` gets its number from a series; nobody else writes it": "`{name}` 由编号序列取号，别处不得填写",
    "Take it out here, or use another field.": "请在此处删去，或换一个字段。",
    "`{name}` is a {kind}; the key of a case is a text": "`{name}` 是{kind}，而件号是文字",
    "Name a text field.": "请写文字字段。",
    "`{name}` takes no key: that is a text": "`{name}` 存不下件号，件号是文字",
    "Name a text field, or a list of texts.": "请写文字字段，或文字的列表。",
    # rules
    "the seats of a chain have neither weights nor groups, and the rule of `{step}` counts them": (
        "审批链的席位既无权重也无分组，而 `{step}` 的规则按它们计"
    ),
    "Take `of` out.": "请删去 `of`。",
    "the seats of `{step}` have weights, and its rule counts groups": "`{step}` 的席位写了权重，规则却按分组计",
    "the seats of `{step}` have weights, and its rule counts seats": "`{step}` 的席位写了权重，规则却按席位计",
    "Write `rule: {need: …, of: weight}`, or take the weights out.": "请写 `rule: {{need: …, of: weight}}`，或删去权重。",
    "`of: weight` counts weights, and no seat has one": "`of: weight` 按权重计，而没有一席写了权重",
    "Write {who: …, weight: 40}.": "请写 `{{who: …, weight: 40}}`。",
    "`of: each_group` counts groups, and `approvers` names none": "`of: each_group` 按分组计，而 `approvers` 没有分组",
    "Write `approvers` as a map.": "请把 `approvers` 按分组逐组写。",
    "`{need}` has nothing to do with `{of}`": "`{need}` 与 `{of}` 不能并用",
    "Write a number or a share.": "请写数或比例。",
    "under `any_approve` a rejection only takes out who gave it; `reject` says nothing": (
        "按 `any_approve`，否决只使本人退出，`reject` 不起作用"
    ),
    "Take it out, or write `need: 1`.": "请删去，或写 `need: 1`。",
    "`{step}` offers neither `approve` nor `reject`: its rule can never come to an outcome": (
        "`{step}` 既没有 `approve` 也没有 `reject`，规则永远得不出结果"
    ),
    "Offer `approve`, or take the rule out.": "请补上 `approve`，或删去规则。",
    "the rule says what rejections do, and `{step}` offers no `reject`": "规则写了否决如何处理，而 `{step}` 没有 `reject` 动作",
    "Add `reject: rejected` to the actions.": "请在动作中补上 `reject: rejected`。",
    "the rule may come to `{outcome}`, and `{step}` has no such action to say where that leads": (
        "规则可能得出 `{outcome}`，而 `{step}` 没有这个动作，不知引向哪里"
    ),
    "Add `{outcome}` to the actions.": "请在动作中补上 `{outcome}`。",
    "the rule needs a weight of {need}; all seats together have {total}": "规则要求权重 {need}，各席合计只有 {total}",
    "the rule needs {need} approvals; there is one seat": "规则要求 {need} 席同意，而只有 1 席",
    "the rule needs {need} approvals; there are {total} seats": "规则要求 {need} 席同意，而只有 {total} 席",
    "the rule needs {need} approvals in the group `{group}`; there is one seat": "规则要求 `{group}` 组 {need} 席同意，而该组只有 1 席",
    "the rule needs {need} approvals in the group `{group}`; there are {total} seats": (
        "规则要求 `{group}` 组 {need} 席同意，而该组只有 {total} 席"
    ),
    "`{who}` stands twice among the approvers of `{step}`: one person would hold two seats and count twice": (
        "`{who}` 在 `{step}` 的审批人中写了两次：一人占两席，计为两票"
    ),
    "Take one of them out; for a vote that counts more write {who: …, weight: 2} and `of: weight`.": (
        "请删去其一；要让一票分量更重，请写 `{{who: …, weight: 2}}` 和 `of: weight`。"
    ),
    "Lower the number or add seats.": "请减少所需的数，或增加席位。",
    "`{reject}` can never matter: with fewer rejections approval is out of reach already": (
        "`{reject}` 永远不起作用：不到这么多否决，同意数就已达不到了"
    ),
    "Lower it, or take it out: the first rejection ends the step then.": "请改小，或删去；删去后，有一票否决即告结束。",
    "whoever abstains makes approval impossible: under this rule that is a rejection by another name": (
        "按此规则，有人弃权就不可能通过，弃权等于否决"
    ),
    "Take `abstain` out, or need fewer approvals than there are seats.": "请删去 `abstain`，或让所需的同意数少于席位数。",
    "the main seat of `{step}` has to approve in words, and `approve` is not offered": (
        "`{step}` 的主办席须写明意见才能同意，而没有 `approve` 动作"
    ),
    "the main seat of `{step}` has to approve in words, and `approve` takes no comment": (
        "`{step}` 的主办席须写明意见才能同意，而 `approve` 不能填写意见"
    ),
    "Take `main` out, or let `approve` take a comment.": "请删去 `main`，或让 `approve` 可以填写意见。",
    "`{name}` closes the step when the rule is reached; it cannot stay": "规则一满足，`{name}` 就结束本环节，不能写 `stay`",
    "Name a step or `next`.": "请写环节的名称，或写 `next`。",
}
