"""The phrases of the letter check, as patterns. English only.

One alternative a line, written with plain spaces; a space stands for any white space, so that a phrase is found
across the end of a line. Each is kept narrow: a word alone is no slip, what is done with it is.
"""

from __future__ import annotations

import re


def _compiled(patterns: str) -> re.Pattern[str]:
    lines = [line.strip() for line in patterns.strip().splitlines()]
    joined = "|".join(lines).replace(" ", r"[ \n]+")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


_VERY = r"(?:\w+ly |so |very |too |most |such )?"
_BE = r"(?:am|'m|was|were|are|'re|is|be|been|feel|felt)"
_NOT = r"(?:was not|wasn't|were not|weren't|am not|did not|didn't)"
_CANNOT = r"(?:do not|don't|cannot|can't|could not|couldn't|fail to|refuse to)"
_DECISION = r"(?:decision|decisions|rejection|choice|outcome|verdict|assessment|judgement|judgment|answer)"
_CHOSEN = (
    r"(?:hired|chosen|selected|picked|offered|considered|shortlisted|rejected|turned down|passed over|"
    r"the one|successful|good enough|given|invited)"
)
_CHOSEN_ONE = r"(?:the (?:person|one|candidate|other)|who\w*|him|her|them)"
_CHOOSE = r"(?:hire|choose|pick|select|offer|take|want|invite|consider)"
_PRAISED = (
    r"(?:inspiring|inspirational|brilliant|amazing|incredible|extraordinary|phenomenal|awesome|inspiration|genius|"
    r"visionary|legend|wonderful leader|great leader)"
)
_GIVE = "(?:give|grant|allow|offer)"
_WOULD = "(?:i'll|i will|i would|i'd|willing to|ready to)"
_ANOTHER = "(?:me|not|someone|somebody|another|the other|him|her|them|a different|the person)"
_JOB = r"(?:job|role|position|work|income|chance|break|opportunity)"

FLATTERY = _compiled(rf"""
    {_BE} {_VERY}honou?red
    (?:truly|deeply|greatly|so|very|profoundly) honou?red
    (?:an|a great|the|such an|a true|a rare) honou?r (?:to|for me|of|if|just|even|when)
    in (?:\w+ )?awe
    awe(?:-| )?(?:inspiring|struck)
    (?:idoli[sz]e|revere|worship) (?:you|your)
    (?:my|true|real) (?:idol|hero|heroine|guru)
    humbled (?:by|to|that|and)
    (?:not worthy|unworthy)
    look(?:ed)? up to you
    (?:such a|a true|truly a|a great|a real|the|a rare) privilege (?:to|of a lifetime|for me|just|even)
    privileged (?:to|that)
    my dream (?:company|employer|job|role|team|boss)
    (?:company|employer|job|role|boss) of my dreams
    (?:always|long) (?:dreamed|dreamt) of working
    an inspiration to (?:me|us|all|so many|everyone|everybody)
    you (?:really |truly )?(?:are|were|have been) {_VERY}(?:an? )?{_VERY}{_PRAISED}
    you're {_VERY}(?:an? )?{_PRAISED}
    inspired by (?:your|the) (?:genius|brilliance|greatness|wisdom|leadership|story|journey)
    your (?:genius|brilliance|greatness|wisdom|magnificence)
    your (?:visionary|brilliant|genius|extraordinary|incredible|amazing) (?:leadership|mind|work|career|vision|person)
    (?:greatest|utmost|boundless|deepest|sincerest|tremendous|immense) (?:admiration|respect|reverence|esteem)
    (?:so|deeply|greatly|truly|immensely|hugely|always|long) admired? you
    at your feet
    hang(?:ing)? on your every word
    (?:huge|biggest|big|massive|great|greatest) (?:fan|admirer) of (?:you|yours)
    your (?:biggest|greatest) (?:fan|admirer)
    blown away by (?:you|your)
    star(?:-| )?struck
    (?:simply|truly) the best (?:company|employer|boss|manager|team)
    (?:such a|a true|a real|an inspiring|an inspirational|the best|a wonderful|an amazing|a great) role(?: |-)model
    such a (?:\w+ )?mentor
""")

MENTOR = _compiled(r"""
    mentors?
    role(?: |-)models?
""")
#: What follows "mentor" where it is a topic and no praise: "mentor programme", "a mentor to three interns".
MENTOR_TOPIC = re.compile(
    r"(?:'s)?[ \n]+(?:programmes?|programs?|schemes?|networks?|circles?|juniors?|new|students?|two|three|four|people|"
    r"\d+|(?:to|for|of|at|in)[ \n]+(?!me\b|us\b|mine\b|my\b))",
    re.IGNORECASE,
)
#: What stands before it where the person speaks of mentoring somebody, or of a mentor of their own long ago.
MENTOR_OWN = re.compile(
    r"\b(?:i|we|i've|we've|i'd|to)[ \n]+(?:(?:also|still|now|often|regularly|had|have|had[ \n]+an?)[ \n]+)?$"
    r"|\b(?:coach|lead|teach)[ \n]+(?:and[ \n]+)?$",
    re.IGNORECASE,
)
YOU = _compiled("(?:you|your|yours|yourself)")

DISPUTE = _compiled(rf"""
    why (?:wasn't|was|weren't|am|aren't|didn't|did) i (?:not )?(?:even )?(?:{_CHOSEN}|get|not)
    why (?:exactly )?i {_NOT} (?:\w+ )?(?:{_CHOSEN}|get|the right)
    why i was (?:{_CHOSEN}|overlooked|not)
    why (?:didn't|did|haven't|have|wouldn't|won't|couldn't) (?:you|they|the team|your team) (?:not )?{_CHOOSE}
    why (?:you|they|the team|your team) (?:hired|chose|picked|selected|took|preferred|went with|rejected) {_ANOTHER}
    why (?:you|they|the team|your team) {_NOT} {_CHOOSE}
    reconsideration of (?:my|your|the|this)
    (?:please|kindly) (?:re-?think|revisit|review|reverse|revise|overturn) (?:it|this|that|your|the) {_DECISION}
    (?:re-?think|reverse|revise|overturn) your {_DECISION}
    you (?:have |really |clearly |have clearly |have really )?made (?:a|an|the) (?:\w+ )?(?:mistake|error|wrong \w+)
    you(?:'ve| are|'re) (?:clearly |really )?(?:made|making) (?:a|an|the) (?:\w+ )?(?:mistake|error|wrong \w+)
    (?:your|this|that) (?:hiring )?{_DECISION} (?:is|was|seems|seemed|feels|felt|must be|must have been) (?:\w+ )?wrong
    (?:your|this|that) (?:hiring )?{_DECISION} (?:is|was|seems|seemed|feels|felt) (?:\w+ )?(?:unfair|unjust|mistaken)
    (?:your|this|that) (?:hiring )?{_DECISION} (?:is|was|seems|seemed) a (?:\w+ )?(?:mistake|error|poor one)
    (?:made|chose|took|picked|hired) the wrong (?:decision|choice|person|candidate|call|one)
    you(?:'ll|'d| will| would| may| might| are going to)? (?:come to |live to |soon )?regret (?:your|this|that|not)
    i (?:\w+ ){{0,2}}(?:disagree|disagreed|take issue) with (?:your|the|this|that) {_DECISION}
    i {_CANNOT} (?:accept|agree with|believe|understand) (?:your|this|that) {_DECISION}
    i {_CANNOT} (?:really |quite )?(?:understand|see|fathom) why (?:you|i)
    i (?:really |truly |clearly |still believe i )?deserved? (?:this|that|better|an? \w+|the job|the role|to be)
    i (?:still |really )?(?:believe|feel) (?:that )?(?:that|it|this) was the wrong {_DECISION}
    (?:please|could you|would you) (?:\w+ )?think (?:about it|it over|this over|it through) again
    i should have been {_CHOSEN}
    i should have (?:got|gotten|had) (?:the|this|that|an) (?:job|role|offer|position)
    (?:treated|rejected|judged|dismissed|passed over|overlooked|turned down) (?:so |very |most )?unfairly
    unfairly (?:treated|rejected|judged|dismissed|passed over|overlooked|turned down)
    (?:it|this|that) (?:is|seems|feels) (?:\w+ )?(?:unfair|unjust)
    (?:please|to|could|would you|will|hope you|you'll) change your mind
    (?:appeal|contest|dispute|protest) (?:against )?(?:your|the|this|that) {_DECISION}
    (?:more|better|far better|far more) (?:qualified|suited|experienced) than {_CHOSEN_ONE}
    better candidate than {_CHOSEN_ONE}
    (?:you|they) (?:have |simply |just )?(?:overlooked me|passed me over|misjudged me|underestimated me)
    (?:look at|consider|review|read|evaluate|assess) my (?:application|candidacy|case) (?:again|anew|once more)
    (?:second|another|fresh|new) look at my (?:application|candidacy|interview|case)
    my (?:application|candidacy|case) (?:a|another) (?:second |fresh |new |closer )?(?:look|thought|review)
    i (?:demand|insist) (?:that you|an?|to (?:know|be)|you)
""")

RECONSIDER = _compiled("re-?consider(?:ing)?")
#: What follows "reconsider" where it asks for another decision about the person, and not about a schema.
RECONSIDERED = re.compile(
    r"[ \n]*(?:[.!?,;:)]|$|(?:for|when|whether|if|and|as|hiring)\b|me\b|"
    r"my[ \n]+(?:application|candidacy|case|candidature|interview)|"
    rf"(?:your|the|this|that|it)\b[ \n]*(?:\w+[ \n]+)?(?:{_DECISION}|position|mind|[.!?,;]|$))",
    re.IGNORECASE,
)
PERSONS = _compiled("(?:i|we|me|us|they|he|she|you|team|board|committee|please|kindly)")

BEGGING = _compiled(rf"""
    {_GIVE} me (?:just |only |even |at least )?(?:a|an|another|one|this) (?:\w+ )?(?:chance|shot|try|go)
    {_GIVE} me (?:\w+ ){{0,3}}opportunity to prove
    {_WOULD} (?:gladly |happily |really |literally )?(?:do|give|accept) {_VERY}anything
    {_WOULD} (?:gladly |happily )?(?:do|give|accept) (?:almost|just about) anything
    {_WOULD} do whatever (?:it takes|you (?:want|ask|need|say|like))
    i (?:am|was|feel|have been|'m) {_VERY}desperate
    i'm {_VERY}desperate
    i (?:\w+ )?desperately
    my desperation
    desperate for (?:a|an|this|any|your|work)
    i (?:really |truly |do )?(?:beg|implore|beseech|plead)
    (?:am|i'm) (?:literally |practically |not above )?(?:begging|pleading|imploring)
    on my (?:hands and )?knees
    i (?:really |badly |so |truly |do |urgently )?(?:really |badly )?need (?:this|a|any|your) {_JOB}
    work for (?:free|nothing|no pay|no money|less than|any salary)
    (?:take|accept) (?:absolutely |literally )?any (?:job|role|position|salary|pay|offer|work)
    my (?:last|only) (?:hope|chance|resort)
    please,? please
    please (?:just |at least |do )?(?:hire|take|choose|pick|employ|select) me
    (?:have mercy|have pity|mercy on me|pity on me)
    (?:will|would|shall) (?:not|never) regret (?:it|this|hiring|giving|taking|choosing)
    (?:you'll never|you won't) regret (?:it|this|hiring|giving|taking|choosing)
    i(?:'m| am) (?:running )?out of (?:money|savings|options)
    (?:don't|do not) (?:give up on me|forget me|turn me away|turn me down)
    mean (?:the world|everything) to me
""")

ASKING = _compiled(r"""
    (?:would|i'd|i'm|am) (?:be )?(?:\w+ )?(?:grateful|interested|curious|thankful) (?:for|to|if|what|how|whether)
    (?:would|i'd|should) (?:really |very much )?(?:love|like|be glad) to (?:hear|know|learn|ask|understand)
    i (?:would |would very much |would really )?(?:appreciate|welcome|value) (?:your|any|a|one|some) (?:\w+ )?\w+
    i(?:'m| am)? (?:wonder|wondering|curious|asking)
    (?:may|might|could|can) i (?:ask|know)
    (?:let me know|tell me) (?:what|whether|if|which|how|when|where|who)
    (?:a|one|two|three) (?:\w+ )?questions?
""")

_REACH = (
    r"(?:call|ring|phone|write|send|follow up|check (?:back|in)|come (?:back|by|over|in)|get back|reach out|"
    r"get in touch|stop by|drop (?:in|by)|visit|meet|speak|talk|discuss|show|walk you|bring|share|continue|"
    r"present|introduce|put you|arrange|set up|see you|be back|hear|learn more|know more|keep you)"
)
STEP = _compiled(rf"""
    (?:i|we) (?:will|shall|can|could|would|may|might|plan to|am going to) (?:\w+ ){{0,2}}{_REACH}
    and will (?:\w+ )?{_REACH}
    (?:i'll|we'll|i'd|let me|let us|let's) (?:\w+ ){{0,3}}{_REACH}
    (?:i|we) (?:would|should) (?:\w+ ){{0,2}}(?:like|love|be glad|be happy|be pleased|be delighted) to (?:\w+ )?{_REACH}
    (?:shall|may|can|could|might) (?:i|we) (?:\w+ )?{_REACH}
    (?:stay|keep|remain|be|get|keeping|staying) in (?:touch|contact)
    (?:hear|hearing) (?:back )?from you
    (?:let me know|drop me a line|reach me|call me|ring me|write to me|keep me in mind|think of me|keep me posted)
    look(?:ing)? forward to
    (?:am|i'm|be) (?:also |of course |always )?(?:available|free|reachable|at your disposal)
    (?:am|i'm|be) in (?:your|the) (?:area|office|city|neighbourhood|building)
    (?:happy|glad|pleased|delighted|ready) to {_REACH}
    (?:happy|glad|pleased|delighted|ready) to (?:answer|join|help|start)
    (?:would|could|might|will|can) you (?:be (?:open|free|available|willing|up)|have|spare|find|like|meet|see|join|let)
    (?:welcome|appreciate|enjoy) (?:the|a|an|another) (?:\w+ )?(?:chance|opportunity|conversation|call|talk|meeting)
    (?:a|over|for) (?:\w+ )?coffee
    (?:ten|fifteen|twenty|thirty|10|15|20|30) minutes (?:of|with|on|next|this|to|for|by)
    next step
    (?:door|line) (?:is |stays |remains |will stay )?(?:always )?open
    (?:if|should) (?:anything|things|something|it|another|a similar) (?:\w+ ){{1,5}}(?:change|changes|open|opens|up|out)
    should it not work
""")
