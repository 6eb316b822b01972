"""In Chinese what went otherwise than an example of a workflow says: by the pattern of the sentence in English."""

SENTENCES = {
    # where the case is
    "expected the case at the step `{step}`, it is at `{here}`": "应到环节 `{step}`，实际在 `{here}`",
    "expected the case at the step `{step}`, it has ended there": "应停在环节 `{step}`，实际已在该处办结",
    "expected the end `{end}`, the case is open at `{here}`": "应以 `{end}` 结束，实际尚未办结，在 `{here}`",
    "expected the end `{end}`, the case ended at `{here}`": "应以 `{end}` 结束，实际以 `{here}` 结束",
    "expected round {expected} of `{step}`, it is round {actual}": "`{step}` 应为第 {expected} 轮，实际为第 {actual} 轮",
    "expected `{step}` to be due {expected}, it has no due time": "`{step}` 应于 {expected} 到期，实际没有期限",
    "expected `{step}` to be due {expected}, it is due {actual}": "`{step}` 应于 {expected} 到期，实际于 {actual} 到期",
    "expected an open seat of `{name}`; no seat is open": "应有 `{name}` 的待办席位，实际没有待办席位",
    "expected an open seat of `{name}`; open are the seats of {held}": "应有 `{name}` 的待办席位，实际待办的是“{held}”",
    "the seat of {who} at `{step}` is open, and `open` does not name it": "“{who}”在 `{step}` 的席位待办，而 `open` 没有写",
    "expected `{name}` to be {expected}, it is {actual}": "`{name}` 应为“{expected}”，实际为“{actual}”",
    # what was done
    "it is {now} already; the clock does not go back": "时间已到 {now}，不能倒退",
    "a timer failed at {at}: {why}": "{at} 的计时出错：“{why}”",
    "`{child}` is not there: no such child is open": "没有 `{child}`：没有这样的在办子件",
    "`{name}` cannot be taken: the case is at `{here}`": "`{name}` 此时不能办理：件在 `{here}`",
    "`{name}` by {person} failed: {why}": "“{person}”办理 `{name}` 出错：“{why}”",
    "`{name}` by {person} was refused: {why}": "“{person}”办理 `{name}` 被拒绝：“{why}”",
    "expected the refusal `{code}`, `{name}` by {person} was allowed; the case is at `{here}`": (
        "“{person}”办理 `{name}` 应被拒绝（`{code}`），实际获准，件在 `{here}`"
    ),
    "expected the refusal `{code}`, `{name}` by {person} was refused: {why}": (
        "“{person}”办理 `{name}` 应因 `{code}` 被拒绝，实际被拒绝的原因是“{why}”"
    ),
    "the case could not be started by {person}: {why}": "“{person}”无法发起：“{why}”",
    "the people file: {cause}": "人员文件：{cause}",
    "the people file: {path} cannot be read: {reason}": "人员文件：读不了 {path}：{reason}",
    "it could not be run: {why}": "无法演练：“{why}”",
}
