import { boundRules, openSessions } from './clinic'
import { engineRun } from './engine-run'
import { prepareDay, DAY, COMMANDS } from './measure-day'
const rules = boundRules(); const stream = prepareDay(rules)
const st=openSessions(DAY, rules); engineRun(st, stream, rules, 0, COMMANDS)
const s=st[0]![0] as never
const f = new Function('o','return [%HasFastProperties(o), %HasFastProperties(o.tokens), %HasFastProperties(o.lanes), %HasFastProperties(o.visits)]')
console.log(f(s))
