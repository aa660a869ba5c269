/**
 * Words that carry a feeling, with their strength from -4 to 4. Written for this project, with conversations
 * and product opinions in mind; no foreign word list was copied. English is broad because its inflections are found by
 * their stems (see sentiment.ts); other languages hold what visitors write to a team.
 */
const ENGLISH: Record<string, string> = {
  '3.2': `excellent outstanding superb amazing awesome fantastic perfect perfectly phenomenal brilliant magnificent
    wonderful incredible incredibly love loved loves adore best flawless flawlessly terrific spectacular unbeatable
    exceptional stellar superior delighted thrilled ecstatic masterpiece marvelous marvellous fabulous gorgeous`,
  '2.4': `great happy glad beautiful beautifully impressed impressive excited delightful favorite favourite
    stunning pleased satisfied satisfying reliable win wins winner awesomely joy breeze
    enjoyable enjoy enjoyed superbly delicious rocks ideal fun elegant treat bargain classic lovely grateful
    thankful appreciate appreciated kudos hooray yay bravo wow praise gem stylish charming hilarious`,
  '1.7': `good nice nicely recommend recommended recommendation easy easily like liked helpful useful handy
    comfortable comfy sturdy solid smooth smoothly quick quickly fast clear crisp bright sharp cool pleasant
    friendly convenient durable lightweight sleek quality intuitive effective efficient accurate worth
    worthwhile value affordable inexpensive benefit improvement improved simple simplicity vivid powerful
    responsive safe secure strong advantage attractive versatile generous smart clever polite kind courteous
    professional plus rich warm fresh thanks thank pleasure welcome success successful successfully
    fascinating entertaining excitement exciting cute classy premium capable precise
    trust trusted upgrade bonus joyful smile hug luck lucky succeed impress thorough sweet comfort refined
    robust stable seamless superfast wise genius original gorgeous catchy compelling
    engaging inspiring moving talented memorable richly user-friendly`,
  '0.9': `amazed well better clean interesting compact ok okay fine decent adequate acceptable reasonable reasonably fair sufficient
    enough functional saved save saves
    complete completely quiet quietly nicer
    affordable cheaper useable usable available resolved solved fixed satisfy helps
    help helped pros ability calm care`,
  '0.4': `hope light small new large bigger work working works feature features fit fits flexible portable free long-lasting`,
  '-0.9': `sorry little slow slower lacking lack lacks hard bulky heavy weird odd strange however
    complicated tricky limited limitation minor issue issues concern concerns unclear missing miss late wait waiting
    tight loose cheaply dim dark mediocre average cheap overpriced expensive pricey costly unfortunately
    inconvenient noise scratch scratched scratches delay delayed delays wish hesitate doubt doubtful inaccurate
    clunky gripe nitpick drawback downside cons con shortcoming repair repairs skip skips skipping dull
    boring refund return returned returning replacement replace loud noisy stiff shaky plain
    lost lose loses loss stuck confused confusing bug bugs glitch error errors static lag lags unsure
    difficult difficulty cumbersome complaint complaints complain complained flaw flaws fragile thin smudge quirk
    quirks nag nags stop stopped stops unstable against`,
  '-1.7': `bad badly problem problems poor poorly disappointed disappointing disappoint disappointment disappoints
    broken break breaks broke fail fails failed failure failing flimsy annoying annoyed annoy annoyance annoyingly
    defective defect defects faulty wrong trouble troubles flawed frustrated frustrating frustration unhappy
    dissatisfied unsatisfied unreliable uncomfortable ugly sucks suck lousy weak mistake damage damaged damages
    pain painful sad sadly sick upset unfair unusable unacceptable negative regret regrets ridiculous stupid
    silly dumb lame poorest refuse refused refuses reject rejected rude unhelpful useless pointless worse
    worsen warped dead dies died crash crashes crashed freeze freezes froze frozen leak leaks leaked hate hated
    hates dislike disliked crap crappy junk waste wasted fooled cheat complain misleading mislead overheats
    nightmare unresponsive unprofessional incompetent ignore ignored impossible inferior
    malfunction malfunctions malfunctioned cracked crack cracks struggle angry mad hurt hurts fear afraid worry
    worried horrid dishonest avoid avoided beware bother bothered bothers bothersome unplayable unwatchable
    nonsense lie lied lies liar inexcusable ruin ruined ruins smelly stink stinks stinky
    unwanted corrupt corrupted scary shame shoddy shameful sloppy tedious unfinished unpleasant void`,
  '-2.6': `terrible horrible awful worst worthless garbage trash rubbish disgusting pathetic appalling dreadful
    atrocious abysmal furious outraged outrageous scam fraud fraudulent thief thieves stolen hell disaster
    disastrous horrendous horribly terribly awfully despise detest loathe disgrace disgraceful ripoff rip-off
    infuriating enraged livid lemon insult insulting insane robbed damn bastard idiot idiots moron
    morons bullshit shit shitty fuck fucking fucked wtf asshole crooks evil die kill`,
};

const OTHERS: Record<string, string> = {
  '2.6': `hervorragend ausgezeichnet großartig fantastisch perfekt begeistert liebe wunderbar toll genial spitze
    parfait magnifique génial adore excelente perfecto increíble maravilloso encanta
    fantastico perfetto ottimo eccellente meraviglioso bellissimo ótimo perfeito maravilhoso adoro uitstekend
    geweldig fantastisch отлично прекрасно замечательно`,
  '1.7': `gut gute guter gutes super schön freundlich zufrieden hilfreich danke dankeschön nett schnell prima empfehlen
    einfach freue klasse merci bien bon bonne content contente rapide utile sympa satisfait recommande facile
    gracias bueno buena contento feliz rápido útil amable recomiendo fácil grazie buono buona bene felice
    veloce gentile consiglio obrigado obrigada bom boa recomendo gentil bedankt dank
    goed goede blij tevreden snel vriendelijk хорошо спасибо хороший рад доволен`,
  '-1.7': `schlecht schlechte schlechter schlechtes kaputt defekt fehler enttäuscht enttäuschend
    langsam leider ärgerlich unzufrieden beschädigt verspätet falsch beschwerde beschweren nervt nervig reklamation
    mangelhaft unfreundlich mauvais mauvaise cassé cassée déçu déçue défectueux problème erreur lent lente
    malheureusement endommagé retard plainte nul insatisfait malo mala roto rota defectuoso decepcionado
    decepcionada problema lento lenta desafortunadamente dañado retraso queja insatisfecho cattivo rotto
    rotta difettoso deluso delusa errore purtroppo danneggiato ritardo reclamo mau má quebrado quebrada
    defeituoso infelizmente danificado atraso reclamação slecht kapot defect teleurgesteld langzaam
    helaas beschadigd klacht плохо сломан проблема ошибка разочарован жалоба`,
  '-2.8': `schrecklich furchtbar unverschämt katastrophe katastrophal wütend betrug frechheit inakzeptabel
    unmöglich miserabel hasse grauenhaft inacceptable scandaleux arnaque honteux furieux
    catastrophe inaceptable estafa vergüenza furioso pésimo odio terribile orribile
    inaccettabile truffa vergogna pessimo odeio péssimo horrível terrível inaceitável golpe vergonha
    verschrikkelijk vreselijk onacceptabel oplichting woedend ужасно кошмар обман мошенники`,
};

/** More than one word, with the strength of the whole; looked for before its words. */
const PHRASES: [string, number][] = [
  ['waste of', -3],
  ['piece of junk', -3.5],
  ['piece of crap', -3.5],
  ['rip off', -3],
  ['ripped off', -3],
  ["don't buy", -3],
  ['do not buy', -3],
  ['trying to', -0.8],
  ['tried to', -0.8],
  ['have to', -0.6],
  ['had to', -0.9],
  ['at least', -0.3],
  ['would be better', -1],
  ['should be', -0.6],
  ['should have', -1],
  ['could have', -0.7],
  ['fed up', -2.4],
  ['sick of', -2.4],
  ['never again', -2.8],
  ['stay away', -3],
  ['money back', -1.6],
  ['sent it back', -2],
  ['send it back', -2],
  ['took it back', -2],
  ['fell apart', -2.6],
  ['falls apart', -2.6],
  ['gave up', -1.8],
  ['doa', -2.6],
  ['no problem', 1.6],
  ['no problems', 1.8],
  ['no complaints', 2],
  ['no complaint', 2],
  ['no issues', 1.8],
  ['no issue', 1.6],
  ['without a problem', 1.6],
  ['without any problems', 1.8],
  ['no trouble', 1.6],
  ['not bad', 1.2],
  ['can not go wrong', 2.6],
  ['cannot go wrong', 2.6],
  ["can't go wrong", 2.6],
  ["can't beat", 2.6],
  ['cannot beat', 2.6],
  ['well worth', 2.4],
  ['well made', 2.2],
  ['well built', 2.2],
  ['must have', 2.2],
  ['works great', 2.8],
  ['works well', 2.2],
  ['works fine', 1.7],
  ['works perfectly', 3],
  ['easy to use', 2.2],
  ['top notch', 3],
  ['five stars', 3],
  ['5 stars', 3],
  ['one star', -3],
  ['1 star', -3],
  ['zero stars', -3.2],
  ['customer service', 0],
  ['customer support', 0],
  ['tech support', 0],
  ['technical support', 0],
  ['ice cream', 0],
  ['kind of', 0],
  ['sort of', 0],
  ['sound quality', 0],
  ['picture quality', 0],
  ['image quality', 0],
  ['build quality', 0],
  ['as well', 0],
  ['would like', 0.2],
  ["i'd like", 0.2],
  ['looks like', 0],
  ['feels like', 0],
  ['something like', 0],
  ['like a', 0],
  ['like the', 0.6],
  ['like this', 0.3],
  ['just like', 0],
  ['geht nicht', -1.8],
  ['funktioniert nicht', -2],
  ['ne fonctionne pas', -2],
  ['ne marche pas', -2],
  ['no funciona', -2],
  ['non funziona', -2],
  ['não funciona', -2],
  ['werkt niet', -2],
  ['не работает', -2],
];

function byWord(groups: Record<string, string>): [string, number][] {
  return Object.entries(groups).flatMap(([strength, words]) =>
    words
      .split(/\s+/)
      .filter(Boolean)
      .map((word): [string, number] => [word, Number(strength)]),
  );
}

/** Strength by word in lower case; where languages share a word, English speaks. */
export const WORDS: ReadonlyMap<string, number> = new Map([...byWord(OTHERS), ...byWord(ENGLISH)]);
export const PHRASE_STRENGTHS: ReadonlyMap<string, number> = new Map(PHRASES);
