"""The words the letter check knows: those that say nothing, those that say little, and those that mean the same.

English only.
"""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(words.split())


_CONTRACTIONS = """
    i'm i've i'll i'd you're you've you'll you'd we're we've we'll we'd they're they've they'll it's that's there's
#: Words that carry no meaning of their own. A contraction counts as one word and in its parts, as `words` gives it.
    hasn't hadn't
    """
#: Words that carry no meaning of their own. `crm.domain.text.words` gives a contraction as one word and in its parts.
STOP_WORDS = (
    word_set(_CONTRACTIONS.replace("'", ""))
    | word_set(_CONTRACTIONS.replace("'", " "))
    | word_set(
        """
    a about above after again against all also although am an and any are as at be because been before being
    below between both but by can cannot could did do does doing done down during each either else enough even ever
    every few for from further get gets getting got had has have having he her here hers him his how i if in into is
    it its itself just lets like made make makes making many may me might mine more most much must my myself neither
    never no nor not nothing now of off on once one only onto or other others our ours out over own per please quite
    rather really same say says she should since so some still such than that the their theirs them then there these
    they thing things this those though through to too toward towards under until up upon us use used uses using very
    via was we well were what when where whether which while who whom whose why will with within without would yes
    yet you your yours yourself
    etc able lack lacking little less least may need needs needed want wants wanted first two someone somebody
    anyone everybody seem seems seemed appear appears sure unsure worry worries worried concern concerns concerned
    doubt doubts wonder wonders wondered maybe perhaps fully
    """
    )
)
#: Words that every letter about work has: meeting one says little about what was meant.
WEAK_WORDS = word_set(
    """
    team people staff work job role position company firm business organisation employer experience experienced
    background skill career year month week day time project customer new good great strong big large small short long
    high low young old hard manage lead leader build develop data system product software process problem
    challenge issue question answer help know think look take give come go find keep show tell interview letter
    industry area field way part number level kind lot
    """
)
#: Words of one meaning or of one irregular verb; the first names the family.
FAMILIES = """
    customer client | engineer developer programmer coder | employee staff | salary pay compensation wage
    | turnover attrition churn retention retain leave quit | scale grow growth expand expansion | reduce cut lower
    shrink decrease | raise increase | speed fast faster quick quickly slow slower | cost expense expensive budget
    | error bug defect fault mistake | hire recruit recruitment | test testing qa | deploy deployment release ship
    | remote distributed | lead led leader leadership | manage manager management | own owner ownership
    | analyse analysis analytics analytical analyst | strategy strategic | secure security | reliable reliability
    uptime outage | train training teach taught | job-hop job-hopper | senior seniority
    | build built builder | write wrote written | grow grew grown | sell sold sale sales | buy bought purchase
    | speak spoke spoken | run ran | lose lost loss | win won | teach taught | bring brought | think thought
    | understand understood | find found | drive drove driven | begin began begun | rise rose risen | choose chose
    | degree diploma | manufacture manufacturing | deliver delivery | maintain maintenance
    """
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENDINGS = """
    -izations -isations -ization -isation -fulness -ations -ation -ating -ators -ator -ated -ates -ate -ional
    -ions -ion -ically -ical -ments -ment -nesses -ness -ities -ity -ives -ive -izing -ising -ized -ised -izes
    -ises -ize -ise -ably -ible -able -ances -ance -ences -ence -ings -ing -ers -er -ors -or -ies -ied -ed -es
    -ly -al -ics -ic -s -e -y
    """
#: Endings that a word is cut at, the first that fits.
ENDINGS = tuple(ending.removeprefix("-") for ending in _ENDINGS.split())
