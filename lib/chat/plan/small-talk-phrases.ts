import type { SmallTalk } from '../plan';

/**
 * What small talk consists of, as patterns over folded text (`fold` in small-talk.ts: lower case, no accents on Latin
 * letters, no marks, no apostrophes). A message made of nothing but these is small talk. Languages: English, German,
 * French, Spanish, Italian, Portuguese, Dutch; greetings, thanks and goodbyes of some more.
 */
export const PHRASES: Record<SmallTalk, [language: string, pattern: string][]> = {
  greeting: [
    [
      'en',
      'h+i+|h+a+i+|hiya|hy|h+e+y+(?:a|o)?|h+e+l+o+|hllo|hlo|hullo|howdy|yo|ahoy(?: hoy)?|sup|greetings|salutations|welcome|why (?:hello|hi)(?: there)?|(?:i )?just (?:(?:want|wanted) to )?say(?:ing)? (?:hi|hello|hey)',
    ],
    ['en', '(?:a )?(?:very )?(?:happy |g(?:oo|u)d ?)(?:day|mo?rni?n?g?|afternoon|evening)|gm|morning'],
    ['en', '(?:its )?(?:nice|good|great|glad|pleased) to (?:meet|see) you'],
    [
      'de',
      'ha+l+o+|moin(?: moin)?|servus|hallochen|gruss gott|gru(?:ss|e)zi|guten (?:morgen|tag|abend|mittag)|schonen guten (?:tag|morgen|abend)|tach',
    ],
    ['fr', 'bonjour|bonsoir|salut|coucou|rebonjour'],
    ['es', 'hola|buen[oa]s?(?: (?:dias?|tardes|noches))?|muy buenas'],
    ['it', 'ciao|salve|buongiorno|buonasera|buon pomeriggio'],
    ['pt', 'ola|oi|oie|bom dia|boa tarde|boa noite'],
    ['nl', 'hoi|goede ?(?:morgen|middag|avond|dag)|dag'],
    ['other', 'hej|hei|hejsan|merhaba|selam|czesc|dzien dobry|ahoj|szia|namaste|salam|shalom|aloha|konnichiwa'],
    [
      'other',
      'مرحبا|اهلا|أهلا|السلام عليكم|こんにちは|こんばんは|おはよう(?:ございます)?|你好|您好|안녕하세요|안녕|привет|здравствуите|здравствуйте|добрыи день|добрый день|γεια(?: σας)?|नमस्ते|שלום',
    ],
  ],
  thanks: [
    [
      'en',
      '(?:many |much |ok(?:ay)? |a million )?(?:i (?:just )?(?:want(?:ed)?|would like|need|have|must) to (?:say )?|id like to (?:say )?|let me (?:say )?)?(?:i? ?thank(?:ing)? ?(?:you|u|yu|ya)|t(?:h)?anks?|thanx|thnx|thks|tnx|thx|tx|ty|tysm|tyvm|cheers|much obliged|(?:much |greatly |highly |very much )?appreciated|you have my (?:sincere |deepest )?(?:thanks|gratitude))(?: (?:so|very|a whole|a) (?:very )?(?:much|lot|bunch|million|kindly))?',
    ],
    [
      'en',
      '(?:im|i am|i feel) (?:so |very |really |truly )*(?:grateful|thankful|happy|glad)(?: (?:to|for) you| with (?:it|that|this|the answer))?|(?:i )?(?:really |do |truly )?appreciate (?:it|that|this|you|(?:all )?(?:your|the) (?:help|assistance|support|time))',
    ],
    [
      'en',
      '(?:that|this|it|you)(?:s| was| were| is| has been| have been|ve been)? (?:really |very |so |a )?(?:great help|big help|helpful|helps|helped|perfect|great|awesome|wonderful)(?: (?:a lot|me))?',
    ],
    [
      'en',
      'for (?:all )?(?:your|the|that|this) (?:quick |fast |kind )?(?:help|assistance|support|answer|answers|info|information|reply|response|time|patience|service|services|order|booking|kindness|understanding)|for (?:helping|answering|explaining|assisting)(?: me)?(?: out)?|for (?:talking|chatting|speaking)(?: (?:to|with) me)?|for (?:the|this|our) (?:chat|conversation|talk)|for (?:letting me know|giving me (?:help|assistance))|(?:really )?(?:great|good|nice) (?:job|work|help)',
    ],
    [
      'de',
      'danke(?: schon| sehr| dir| ihnen| euch| vielmals)*|(?:vielen|besten|herzlichen|tausend|lieben) dank(?: dafur)?|dankeschon|merci vielmal|fur (?:die|deine|ihre|eure) (?:schnelle )?(?:hilfe|antwort|auskunft|muhe)|das (?:hilft|hat geholfen|hat mir geholfen)(?: mir)?(?: (?:sehr|weiter))?',
    ],
    [
      'fr',
      'merci(?: (?:beaucoup|bien|infiniment|a (?:vous|toi)))*|je (?:vous|te) remercie|pour (?:votre|ton|l) ?aide|pour (?:votre|ta) reponse',
    ],
    ['es', '(?:muchas |mil |muchisimas )?gracias|se lo agradezco|por (?:la|tu|su) (?:ayuda|respuesta|atencion)'],
    [
      'it',
      '(?:mille |tante |molte )?grazie(?: mille| tante| infinite)?|per (?:l ?aiuto|la risposta|il supporto)|ti ringrazio|la ringrazio',
    ],
    ['pt', '(?:muito |muitissimo )?obrigad[oa](?: mesmo)?|pel[ao] (?:ajuda|resposta|atencao)|valeu'],
    [
      'nl',
      '(?:hartelijk |heel erg |super ?)?(?:dank(?: je| u)?(?: wel)?|bedankt|dankjewel|dankuwel)|voor (?:je|uw|de) (?:hulp|antwoord)',
    ],
    [
      'other',
      'tack(?: sa mycket)?|tak|takk|kiitos|dziekuje|tesekkurler|tesekkur ederim|dekuji|arigato|شكرا(?: جزيلا)?|ありがとう(?:ございます)?|谢谢(?:你|您)?|감사합니다|고마워요?|спасибо(?: большое)?|благодарю|ευχαριστω|धन्यवाद|תודה',
    ],
  ],
  goodbye: [
    [
      'en',
      '(?:by+e+|byebye|goodbye|good bye|by|cya|farewell|ttyl|tata|ta ta|too[dt]les|cheerio|buh ?bye|so long|later|laters|later (?:gator|alligator)|talk later|peace(?: out)?|adieu)(?: bye)?',
    ],
    [
      'en',
      '(?:(?:i )?(?:will |ll )?(?:see|catch|talk to|speak to|cu) ?(?:you|ya|u)?|have an? (?:very )?(?:good|nice|great|lovely|wonderful|pleasant|awesome|amazing|blessed)|enjoy (?:your|the)(?: rest of (?:your|the))?)(?: rest of (?:your|the))?(?: (?:later|soon|tomorrow|around|again|next time|day|one|evening|afternoon|night|weekend|week))(?: ahead)?',
    ],
    [
      'en',
      '(?:(?:i (?:must|have to|need to|gotta|got to|should)|(?:its )?time to) )(?:say )?(?:goodbye|good bye|bye|go|leave|run|head out|get going)(?: now| then)?|see you in a (?:while|bit)|see (?:you|ya|u)|(?:i )?(?:dont|do not) need anything else|good ?night|take (?:care|it easy)|thats (?:all|it)(?: (?:for (?:now|today)|i (?:need(?:ed)?|wanted)))?|(?:that will|thatll) be all|im (?:all )?(?:done|set)(?: with (?:this|it))?|all set|(?:it was )?(?:nice|good|great|lovely) (?:talking|chatting|speaking)(?: (?:to|with) you)?',
    ],
    [
      'de',
      'tschuss(?:i)?|tschau|auf wieder(?:sehen|horen|schauen)|bis (?:bald|dann|morgen|spater|zum nachsten mal)|gute nacht|mach(?:s|t es)? gut|schonen (?:tag|abend)(?: noch)?|schones wochenende|ade|das (?:war|ware) (?:es|alles)|das wars',
    ],
    [
      'fr',
      'au revoir|a (?:bientot|plus(?: tard)?|demain|la prochaine)|bonne (?:journee|soiree|nuit|fin de journee)|adieu',
    ],
    [
      'es',
      'adios|hasta (?:luego|pronto|manana|la vista|la proxima)|chao|chau|que tengas? (?:un )?buen dia|buen dia|nos vemos',
    ],
    ['it', 'arrivederci|a presto|a dopo|a domani|buona (?:giornata|serata|notte)|addio'],
    ['pt', 'tchau|adeus|ate (?:logo|breve|mais|amanha|a proxima)|(?:tenha )?(?:um )?bom (?:dia|fim de semana)'],
    [
      'nl',
      'doei|doeg|tot (?:ziens|straks|morgen|later|de volgende keer)|fijne (?:dag|avond)(?: nog)?|prettige dag(?: nog)?|welterusten',
    ],
    [
      'other',
      'hejda|hej da|ha det|do widzenia|hoscakal|sayonara|مع السلامة|وداعا|さようなら|またね|再见|拜拜|안녕히 계세요|до свидания|пока|αντιο',
    ],
  ],
  'how-are-you': [
    [
      'en',
      'how (?:are|r) (?:you|u|ya|things|we)(?: (?:doing|feeling|going|keeping))?(?: (?:today|tonight|this (?:fine |lovely )?(?:morning|evening|day)|on this (?:fine |lovely )?day|these days|so far|now))?|how(?:s| is| has) (?:it|everything|life|your day|you|things|(?:your )?(?:day|morning|evening|week))(?: (?:been|going|doing))?(?: (?:today|so far|with you))?|how (?:do you do|goes it|ya doin|you doin(?:g)?|have you been)|hru|wh?at?s ?(?:up|new|good|happening)|wass?up|you (?:ok|okay|alright|good)|(?:are you|hope you are|hope youre) (?:doing )?(?:ok|okay|well|alright|fine)',
    ],
    [
      'de',
      'wie geht(?:s| es)(?: (?:dir|ihnen|euch|so|denn|heute))*|alles (?:klar|gut)(?: bei (?:dir|ihnen))?|na wie gehts',
    ],
    ['fr', '(?:comment )?ca va(?: bien)?|comment (?:allez vous|vas tu|tu vas|vous allez)|vous allez bien|tu vas bien'],
    [
      'es',
      'que tal(?: (?:estas|esta|todo|va))?|como (?:estas?|te va|le va|va todo|andas)(?: (?:hoy|usted))?|todo bien',
    ],
    ['it', 'come (?:stai|sta|va|state)(?: oggi)?|tutto (?:bene|ok)|come te la passi'],
    [
      'pt',
      'tudo (?:bem|bom|certo)(?: (?:com voce|contigo|com voces))?|como (?:vai|voce esta|esta|estas|voce vai)(?: voce)?',
    ],
    ['nl', 'hoe (?:gaat het|gaat ie|is het)(?: (?:met (?:je|u|jou)|ermee|vandaag))?|alles goed'],
    ['other', 'كيف حالك|お元気ですか|元気ですか|你好吗|잘 지내(?:세요|요)?|как дела|как вы'],
  ],
  bot: [
    [
      'en',
      '(?:is (?:this|it|that))(?: (?:a|an|just a|only a|really a|actually a))?(?: (?:real|actual|live))?(?: (?:chat ?bot|bot|robot|human|person|ai|human being|automated))(?: or (?:a |an )?(?:real |actual |live )?(?:chat ?bot|bot|robot|human|person|ai|machine|human being))?',
    ],
    [
      'en',
      '(?:(?:are|r) (?:you|u)|you(?:re| are)|am i (?:talking|speaking|chatting|writing) (?:to|with))(?: (?:a|an|just a|only a|really a|some kind of|actually a?))?(?: (?:real|actual|live|automated|living))?(?: ?(?:chat ?bots?|bots?|robots?|humans?|persons?|person or (?:a )?bot|ai|a i|machines?|computers?|program|real|people|human being|assistant|automated|alive|someone real|someone))(?: or (?:are you )?(?:a |an )?(?:real |actual |live )?(?:chat ?bot|bot|robot|human|person|ai|machine|computer|real|fake|human being|automated))?',
    ],
    [
      'en',
      'who (?:are|r) (?:you|u)|what are you|who am i (?:talking|speaking|chatting) (?:to|with)|who is this|whos this|who (?:made|created|built|programmed|designed|developed|trained) (?:you|this bot)|who do you work for|introduce yourself|tell me about yourself',
    ],
    [
      'de',
      '(?:bist du|sind sie|ist das|bist du etwa|spreche ich (?:hier )?mit|rede ich mit|schreibe ich mit)(?: (?:hier|jetzt|eigentlich))?(?: (?:ein|eine|einem|einer))?(?: (?:echter?|echten|echte|richtiger?))? (?:chat ?bot|bot|roboter|mensch(?:en)?|person|maschine|computer|ki)(?: oder (?:ein |eine |einem )?(?:mensch(?:en)?|bot|roboter|ki|maschine))?|wer (?:bist du|sind sie)|was (?:bist du|sind sie)|mit wem (?:spreche|schreibe|rede) ich|wer hat dich (?:gemacht|programmiert|erschaffen|gebaut|entwickelt)',
    ],
    [
      'fr',
      '(?:(?:etes vous|es tu|est ce que (?:vous etes|tu es)|vous etes|tu es|c ?est|cest)(?: (?:un|une))? (?:vrai |vraie )?(?:robot|bot|chatbot|humain|personne(?: reelle)?|machine|ia))(?: ou (?:un |une )?(?:vrai |vraie )?(?:humain|robot|personne|bot))?|qui (?:etes vous|es tu)|a qui (?:je parle|ai je l honneur)|qui (?:t a|ta|vous a) (?:cree|fait|programme)',
    ],
    [
      'es',
      '(?:eres|es usted|es esto|esto es|estoy hablando con|hablo con)(?: (?:un|una))? (?:robot|bot|chatbot|humano|humana|persona(?: real)?|maquina|ia)(?: o (?:un |una )?(?:humano|persona(?: real)?|robot|bot|maquina))?|quien (?:eres|es usted)|con quien (?:hablo|estoy hablando)|quien te (?:creo|hizo|programo)',
    ],
    [
      'it',
      '(?:sei|e|lei e|sto parlando con|parlo con)(?: (?:un|una|uno))? (?:robot|bot|chatbot|umano|persona(?: reale| vera)?|macchina|ia)(?: o (?:un |una )?(?:umano|persona(?: reale| vera)?|robot|bot))?|chi (?:sei|e lei)|con chi (?:parlo|sto parlando)|chi ti ha (?:creato|fatto|programmato)',
    ],
    [
      'pt',
      '(?:voce e|tu es|es|e|estou (?:a )?fala(?:ndo|r) com|falo com)(?: (?:um|uma))? (?:robo|robot|bot|chatbot|humano|humana|pessoa(?: real| de verdade)?|maquina|ia)(?: ou (?:um |uma )?(?:humano|pessoa(?: real)?|robo|bot))?|quem (?:e voce|es tu)|com quem (?:falo|estou (?:a )?fala(?:ndo|r))|quem te (?:criou|fez|programou)',
    ],
    [
      'nl',
      '(?:ben je|bent u|is dit|praat ik met|spreek ik met)(?: (?:een|een echte?))?(?: echte?)? (?:robot|bot|chatbot|mens|persoon|machine|computer|ai)(?: of (?:een )?(?:echte? )?(?:mens|persoon|robot|bot))?|wie (?:ben je|bent u|ben jij)|met wie (?:praat|spreek) ik|wie heeft je (?:gemaakt|geprogrammeerd)',
    ],
    [
      'other',
      '(?:هل أنت|هل انت) (?:روبوت|إنسان|انسان|بشر)|あなたはロボットですか|你是(?:机器人|真人|人)吗|你是谁|로봇이(?:에요|세요|니)|ты (?:бот|робот|человек)|вы (?:бот|робот|человек)',
    ],
  ],
  name: [
    [
      'en',
      'wh?ats? (?:is )?(?:your|ur|you) (?:full |real |first )?name(?: again)?|(?:may|can|could) i (?:know|have|get|ask) your name|do you have a name|tell me your name|what (?:can|do|should|shall) i call you|what are you called|your name',
    ],
    ['de', 'wie (?:heisst du|heissen sie|ist (?:dein|ihr) name)|hast du einen namen'],
    [
      'fr',
      'comment (?:tu t ?appelles|vous appelez vous|t ?appelles tu)|quel est (?:ton|votre) nom|tu t ?appelles comment',
    ],
    ['es', 'como te llamas|como se llama(?: usted)?|cual es (?:tu|su) nombre'],
    ['it', 'come ti chiami|come si chiama|qual e il tuo nome'],
    ['pt', 'como (?:te chamas|voce se chama|se chama)|qual (?:e )?(?:o )?(?:teu|seu) nome'],
    ['nl', 'hoe heet (?:je|u|jij)|wat is (?:je|jouw|uw) naam'],
  ],
  abilities: [
    [
      'en',
      'what (?:can|do) (?:you|u) do(?: for me)?|what (?:all )?can (?:you|u) help (?:me )?(?:with|me with)|how (?:can|do) you help(?: me)?|what (?:can|may|should) i ask(?: you)?(?: about)?|what are you able to do|what do you know|what kind of (?:things|questions) can (?:i ask(?: you)?|you (?:answer|do))',
    ],
    [
      'en',
      '(?:can|could|would) you help(?: me)?(?: out)?|i (?:just )?(?:need|want|would like|d like) (?:some |your |a little )?(?:help|assistance|support)|id like some help|need (?:some )?help|help(?: me)?(?: out)?|i have (?:a|some|a few|a quick|one|another) (?:questions?|problem|issue)|quick question|question|is (?:anyone|anybody|someone|somebody) (?:there|here|around)|anyone (?:there|here|around)|anybody (?:there|here)|are you (?:there|available|online)|you there|can i ask (?:you )?(?:a question|something)',
    ],
    [
      'de',
      'was (?:kannst du|konnen sie)(?: (?:alles|so|denn))*(?: (?:fur mich))?(?: (?:tun|machen))?|wobei kannst du (?:mir )?helfen|was kann ich (?:dich|sie) fragen|(?:kannst du|konnen sie|konnt ihr) mir (?:bitte )?helfen|ich (?:brauche|benotige) (?:bitte )?hilfe|hilfe|ich hab(?:e)? (?:da )?(?:mal )?(?:eine|ne|noch eine) frage|(?:eine|ne|kurze) frage|ist (?:da )?jemand da|jemand da',
    ],
    [
      'fr',
      'que (?:peux tu|pouvez vous|sais tu|savez vous) faire|(?:peux tu|pouvez vous|tu peux|vous pouvez) m ?aider|j ?ai (?:besoin d ?aide|une question)|aidez moi|aide(?: moi)?|il y a quelqu ?un',
    ],
    [
      'es',
      'que (?:puedes|puede|sabes) hacer|(?:me )?(?:puedes?|podrias?) ayudar(?:me)?|(?:necesito|quiero) ayuda|ayuda|tengo una (?:pregunta|duda)|hay alguien(?: ahi)?|en que (?:me )?puedes ayudar(?:me)?',
    ],
    [
      'it',
      'cosa (?:puoi|sai) fare|(?:mi )?(?:puoi|puo|potete) aiutar(?:mi|e)|ho (?:bisogno di aiuto|una domanda)|aiuto|c ?e qualcuno',
    ],
    [
      'pt',
      'o que (?:voce )?(?:pode|podes|sabe|consegue)s? fazer|(?:voce )?(?:pode|podes|poderia)s? (?:me )?ajudar(?: me)?|preciso de ajuda|ajuda|tenho uma (?:pergunta|duvida)|tem alguem ai|ha alguem ai',
    ],
    [
      'nl',
      'wat (?:kun je|kan je|kunt u)(?: (?:allemaal|voor mij))*(?: doen)?|(?:kun je|kan je|kunt u) (?:mij|me) helpen|ik heb (?:hulp nodig|een vraag)|hulp|is er iemand',
    ],
  ],
  joke: [
    [
      'en',
      '(?:(?:can|could|will|would) you )?(?:please )?tell (?:me |us )?(?:a|another|some|your best) (?:good |funny |dad )?jokes?|make me laugh|do you know (?:a|any) (?:good )?jokes?|say something funny',
    ],
    [
      'de',
      '(?:erzahl(?:e|st du)?|kennst du|kannst du)(?: (?:mir|uns))?(?: (?:bitte|mal))* (?:einen|noch einen|nen) (?:guten )?witz(?: erzahlen)?',
    ],
    ['fr', '(?:raconte|racontez|dis)(?: moi| nous)? une (?:bonne )?blague'],
    ['es', '(?:cuentame|dime|cuenta|sabes) un (?:buen )?chiste'],
    ['it', '(?:raccontami|dimmi|racconta) una (?:barzelletta|battuta)'],
    ['pt', '(?:me )?(?:conta|conte|contas)(?: me)? uma (?:piada|anedota)'],
    ['nl', '(?:vertel|ken je)(?: me| mij)? (?:een|eens een) (?:mop|grap)'],
  ],
  chat: [
    [
      'en',
      'how old are you|whats your age|when (?:is your birthday|were you (?:born|made|created))|where (?:are you from|do you (?:live|come from)|were you (?:born|made))|do you have (?:any )?(?:pets|hobbies|friends|feelings|a (?:family|soul|boyfriend|girlfriend))|what are your hobbies|what do you do for fun|whats? (?:is )?the meaning of life|tell me a (?:fun |random )?fact|i (?:love|like|hate) you|do you (?:love|like) me|will you marry me|are you (?:single|happy|sad|married)',
    ],
    [
      'de',
      'wie alt (?:bist du|sind sie)|woher (?:kommst du|kommen sie)|wo wohnst du|hast du (?:haustiere|hobbys|gefuhle|freunde)|was ist der sinn des lebens|ich (?:liebe|mag) dich',
    ],
    [
      'fr',
      'quel age (?:as tu|avez vous)|tu as quel age|d ?ou (?:viens tu|venez vous)|as tu des (?:animaux|amis|loisirs|sentiments)|quel est le sens de la vie|je t ?aime',
    ],
    [
      'es',
      'cuantos anos tienes|de donde (?:eres|es usted)|tienes (?:mascotas|aficiones|amigos|sentimientos)|cual es el sentido de la vida|te (?:quiero|amo)',
    ],
    [
      'it',
      'quanti anni hai|di dove sei|da dove vieni|hai (?:animali|hobby|amici|sentimenti)|qual e il senso della vita|ti amo',
    ],
    [
      'pt',
      'quantos anos (?:voce tem|tens)|de onde (?:voce e|es)|(?:voce tem|tens) (?:animais|hobbies|amigos|sentimentos)|qual e o sentido da vida|(?:eu )?te amo',
    ],
    [
      'nl',
      'hoe oud (?:ben je|bent u)|waar kom je vandaan|heb je (?:huisdieren|hobbys|vrienden|gevoelens)|wat is de zin van het leven|ik hou van je',
    ],
  ],
};

/** What may stand between and around them without saying anything. */
export const FILLERS =
  'and|but first|so|well|um+|uh+|oh|ah|aw+|ok|okay|k|kk|alright|all right|right|great|perfect|super|cool|nice|good|fine|awesome|wonderful|excellent|amazing|brilliant|lovely|got it|understood|sure|yay|wow|please|pls|plz|there|all|everyone|everybody|team|folks|guys|you|mate|man|dude|buddy|friend|my friend|dear|sir|madam|maam|again|today|now|then|for now|then|anyway|lol|haha+|hehe+|ai|bot|assistant|siri|alexa|support|just wondering|by the way|btw|actually|really|too|as well|also|of course|und|aber|also|gut|prima|toll|klasse|zusammen|bitte|dann|noch|mal|doch|denn|et|alors|tous|a tous|parfait|super|d ?accord|monsieur|madame|s ?il vous plait|svp|stp|y|vale|bueno|perfecto|genial|amigo|por favor|e|allora|perfetto|va bene|a tutti|tutti|per favore|bene|bom|perfeito|otimo|gente|en|goed|prima|perfect|top|oke|hoor|allemaal|alstublieft|aub';
/** Of these, the ones that alone are thanks: "ok", "great". */
export const ACKNOWLEDGEMENTS =
  'ok|okay|k|kk|alright|all right|great|perfect|super|cool|nice|fine|awesome|wonderful|excellent|amazing|brilliant|got it|understood|gut|prima|toll|klasse|parfait|d ?accord|vale|perfecto|genial|perfetto|va bene|perfeito|otimo|oke';
/** Words long enough that one wrong letter cannot make another word of them. */
export const OFTEN_MISTYPED =
  'thanks|goodbye|morning|evening|afternoon|appreciate|bonjour|bonsoir|gracias|obrigado|obrigada|bedankt|arrivederci|buongiorno'.split(
    '|',
  );
