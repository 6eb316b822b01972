"""In Chinese what is wrong in files of people, policies, calendars and examples: by the pattern of the sentence in English."""

SENTENCES = {
    # people
    "`{name}` cannot be the id of a {what}": "`{name}` 不能用作{what}的标识",
    "Use letters, digits, `_` and `-`.": "请用文字、数字、`_` 和 `-`，以文字开头，不以 `system` 开头。",
    "it ends ({last}) before it begins ({first})": "先止（{last}）后起（{first}）",
    "Put the days the other way round.": "请把起止日期对调。",
    "principal, proxy and fallback are different persons": "被代理人、代理人和后备代理人必须是不同的人",
    "Name another person.": "请换一个人。",
    "`{held}` is not a post or role": "`{held}` 不是职务或角色的写法",
    "Write `post@unit` or `role`.": "职务请写 `职务@单位`，角色请直接写名称。",
    "`{name}` is, over some steps, its own parent": "`{name}` 几经周转，成了自己的上级单位",
    "`{name}` is, over some steps, their own manager": "`{name}` 几经周转，成了自己的上级领导",
    "Break the circle.": "请断开这个圈。",
    "nobody holds the role or post `{name}`": "没有人担任角色或职务 `{name}`",
    "Take it out, or give somebody the role.": "请删去，或写明由谁担任。",
    # policies
    "there is no policy file `{name}`": "没有政策文件 `{name}`",
    "Put it at {place} beside the workflow.": "请把它放在流程旁边：`{place}`。",
    "the file is called `{file}`, the policy `{name}`": "文件名是 `{file}`，其中的政策却叫 `{name}`",
    "Write `policy: {name}`.": "请写 `policy: {name}`。",
    "a table says by which field it is looked up": "表须写明按哪个字段查",
    "the table has no rows": "表里没有行",
    "Write {by: FIELD, option: value}.": "请写 `{{by: 字段, 选项: 值}}`。",
    "the overlay sets `{name}`, which the policy does not have": "另行指定了 `{name}` 的值，而政策中没有这一项",
    # calendars
    "a calendar file is a map": "日历文件须由键和值组成",
    "Begin with `calendar: NAME`.": "请从 `calendar: 名称` 写起。",
    "the key `{key}` is missing": "缺少必写的 `{key}`",
    "Write `calendar: NAME`.": "请写 `calendar: 名称`。",
    "Write `calendar: {name}`.": "请写 `calendar: {name}`。",
    "the file is called `{file}`, the calendar `{name}`": "文件名是 `{file}`，其中的日历却叫 `{name}`",
    "there is no close of business without hours": "没有写工作时间，也就没有下班时刻",
    "Write `hours:`, or `cutoff: midnight`.": "请写 `hours:`，或写 `cutoff: midnight`。",
    "`{name}` extends, over some steps, itself": "`{name}` 几经周转，以自己为基础",
    "the calendar `{name}` has mistakes of its own: {cause}": "日历 `{name}` 自身有误：{cause}",
    "Mend that file first.": "请先改正该文件。",
    "Write `timezone: Asia/Shanghai`, or `extends:` another calendar.": (
        "请写 `timezone: Asia/Shanghai`，或用 `extends:` 写明以哪个日历为基础。"
    ),
    "`years` is a map from years to their days": "`years` 须逐年写",
    "Write {2026: {status: official, off: […]}}.": "请写 `{{2026: {{status: official, off: […]}}}}`。",
    "Write a year from {first} to {last}, or `{other}` for all that are not listed.": (
        "请写 {first} 至 {last} 之间的年份；未列出的年份一律写 `{other}`。"
    ),
    "Write {status: official, off: […], makeup: […]}.": "请写 `{{status: official, off: […], makeup: […]}}`。",
    "a made-up day belongs to one year": "调休上班的日子只属于某一年",
    "Write it under its year.": "请写在那一年之下。",
    "Write `{key}: …`.": "请写 `{key}: …`。",
    "`{key}` must be a text": "`{key}` 须写成文字",
    "Write [saturday, sunday].": "请写 `[saturday, sunday]`。",
    "`{name}` is not a day of the week": "`{name}` 不是星期几的写法",
    "the weekend takes the whole week": "一周七天全是周末",
    "Leave at least one day for work.": "请至少留一天上班。",
    "Write [08:30-12:00, 14:30-17:30].": "请写 `[08:30-12:00, 14:30-17:30]`。",
    "`{item}` are not hours": "`{item}` 不是工作时间的写法",
    "Write 08:30-12:00, from 00:00 to 24:00.": "请写 `08:30-12:00`，在 00:00 至 24:00 之间。",
    "{day} lies in two seasons": "{day} 同属两个季节",
    "Let each season begin after the one before it ends.": "请让每个季节在上一个结束之后开始。",
    "{day} lies in no season": "{day} 不属于任何季节",
    "Add a season, or `{other}:` for the rest of the year.": "请补上一个季节，或用 `{other}:` 写明一年中其余的日子。",
    "this is no calendar": "这不是日历文件",
    # examples
    "the example says nothing about what is true afterwards": "示例没有写明办完之后应当怎样",
    "Add `step:` or `end:`.": "请补上 `step:` 或 `end:`。",
    "Write people.yaml.": "请写 `people.yaml`。",
    "Write `do: [submit, STEP.approve]`.": "请写 `do: [submit, 环节.approve]`。",
    "Write `- STEP.action` or `- STEP.action: {by: …}`, one a line.": "请写 `- 环节.动作` 或 `- 环节.动作: {{by: …}}`，每行一项。",
    "`{action}` does not say to whom": "`{action}` 没有写明给谁",
    "Write `{action}: {who: PERSON}`.": "请写 `{action}: {{who: 人员}}`。",
    "`{child}` does not say what is done": "`{child}` 没有写明办什么",
    "Write `BRANCH/ELEMENT.action` or `end:`.": "请写 `分支/元素.动作` 或 `end:`。",
    # several files
    "the workflow `{id}` is in {file} already": "流程 `{id}` 在“{file}”中已经有了",
    "Give the engine this workflow too.": "请把该流程也放在一起。",
    "no case takes the action `{name}`: there is no arm `by: case` of it": "没有件接受动作 `{name}`：没有哪个流程给它写了 `by: case`",
    "Write `{name}: {by: case}` in the workflow that takes it, and load that one, too.": (
        "请在接受它的流程里写 `{name}: {{by: case}}`，并把那个流程也放在一起。"
    ),
    "`{action}` takes no `{name}`: it is neither under `needs` nor under `may_edit` of an arm `by: case`": (
        "`{action}` 不接受 `{name}`：`by: case` 的写法中，`needs` 和 `may_edit` 都没有它"
    ),
    "Name it there, or take it out here.": "请在那里写上，或在此处删去。",
    "the workflow `{child}` has no field `{name}`": "流程 `{child}` 没有字段 `{name}`",
    "Write the field there first, or take it out.": "请先在那里写上这个字段，或在此处删去。",
}
