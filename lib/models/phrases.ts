import type { Spoken } from './language';
import type { SmallTalk } from './schema';

/** What the built-in model says of its own. `{assistant}` and `{company}` stand for their names. */
export type Phrases = Record<SmallTalk, string> & {
  /** Where the tone is formal and the sentence has another form then. */
  formal: Partial<Record<SmallTalk, string>>;
  /** To an "ok", which nobody is to be thanked for. */
  acknowledged: string;
  /** Who left contact data hears how they will be reached: `{email}` and `{phone}` stand for it. */
  contact: Record<'email' | 'phone' | 'both', string>;
  person: string;
  notLookedUp: string;
  nothingFound: string;
  unsure: string;
  nothingMore: string;
};

export const PHRASES: Record<Spoken, Phrases> = {
  en: {
    greeting: 'Hello. I am {assistant}, the assistant of {company}. What can I help you with?',
    thanks: 'You are welcome. Is there anything else I can help with?',
    goodbye: 'Goodbye, and come back any time.',
    'how-are-you': 'I am well, thank you. What can I help you with?',
    bot: 'I am {assistant}, an automated assistant of {company}. I answer from its help pages, and a person of the team can take over at any time.',
    name: 'My name is {assistant}. I am an automated assistant of {company}. What can I help you with?',
    abilities:
      'Ask me anything about {company}: I look it up in its help pages and tell you where it stands. If I find nothing, a person of the team can take over. What would you like to know?',
    joke: 'Jokes are not what I am made for: I am an automated assistant and know the help pages of {company}. What can I help you with?',
    chat: 'I cannot tell you much about that: I am an automated assistant and know only the help pages of {company}. What can I help you with?',
    formal: {
      greeting: 'Good day. You have reached {company}. How may I help you?',
      thanks: 'You are welcome. Please write again whenever you have a question.',
      goodbye: 'Goodbye, and thank you for writing to us.',
    },
    acknowledged: 'Good. Is there anything else I can help with?',
    contact: {
      email: 'Thank you. A person of the team will write to {email}.',
      phone: 'Thank you. A person of the team will call {phone}.',
      both: 'Thank you. A person of the team will write to {email} or call {phone}.',
    },
    person:
      'A person of the team can read this chat and take it over. Leave your e-mail address here in case you have to go, and they will answer you.',
    notLookedUp:
      'I am not sure: I could not look into our help pages just now. Ask me again in a moment, or leave your e-mail address here and a person of the team will answer you.',
    nothingFound:
      'I am not sure: I found nothing about this in our help pages. You can put it in other words, or leave your e-mail address here and a person of the team will answer you.',
    unsure: 'I am not sure that this answers your question. The closest I found in our help pages:',
    nothingMore:
      'Our help pages say no more about this. Leave your e-mail address here and a person of the team will answer you.',
  },
  de: {
    greeting: 'Hallo. Ich bin {assistant}, der Assistent von {company}. Wobei kann ich helfen?',
    thanks: 'Gern geschehen. Kann ich sonst noch helfen?',
    goodbye: 'Auf Wiedersehen, und bis zum nächsten Mal.',
    'how-are-you': 'Gut, danke der Nachfrage. Wobei kann ich helfen?',
    bot: 'Ich bin {assistant}, ein automatischer Assistent von {company}. Ich antworte aus den Hilfeseiten, und ein Mensch aus dem Team kann jederzeit übernehmen.',
    name: 'Mein Name ist {assistant}. Ich bin ein automatischer Assistent von {company}. Wobei kann ich helfen?',
    abilities:
      'Ich beantworte Fragen zu {company}: Ich schlage in den Hilfeseiten nach und sage, wo es steht. Finde ich nichts, kann ein Mensch aus dem Team übernehmen. Worum geht es?',
    joke: 'Für Witze bin ich nicht gemacht: Ich bin ein automatischer Assistent und kenne die Hilfeseiten von {company}. Wobei kann ich helfen?',
    chat: 'Dazu kann ich wenig sagen: Ich bin ein automatischer Assistent und kenne nur die Hilfeseiten von {company}. Wobei kann ich helfen?',
    formal: {
      greeting: 'Guten Tag. Sie haben {company} erreicht. Wie kann ich Ihnen helfen?',
      thanks: 'Gern geschehen. Schreiben Sie uns jederzeit wieder.',
      goodbye: 'Auf Wiedersehen, und danke für Ihre Nachricht.',
    },
    acknowledged: 'Gut. Kann ich sonst noch helfen?',
    contact: {
      email: 'Danke. Ein Mensch aus dem Team schreibt an {email}.',
      phone: 'Danke. Ein Mensch aus dem Team ruft unter {phone} an.',
      both: 'Danke. Ein Mensch aus dem Team schreibt an {email} oder ruft unter {phone} an.',
    },
    person:
      'Ein Mensch aus dem Team kann diesen Chat lesen und übernehmen. Für eine Antwort per E-Mail bitte hier die E-Mail-Adresse hinterlassen.',
    notLookedUp:
      'Ich bin nicht sicher: Ich konnte gerade nicht in unseren Hilfeseiten nachsehen. Bitte gleich noch einmal fragen oder hier eine E-Mail-Adresse hinterlassen, dann antwortet ein Mensch aus dem Team.',
    nothingFound:
      'Ich bin nicht sicher: Dazu habe ich in unseren Hilfeseiten nichts gefunden. Bitte anders formulieren oder hier eine E-Mail-Adresse hinterlassen, dann antwortet ein Mensch aus dem Team.',
    unsure:
      'Ich bin nicht sicher, ob das die Frage beantwortet. Das Nächste, was ich in unseren Hilfeseiten gefunden habe:',
    nothingMore:
      'Mehr sagen unsere Hilfeseiten dazu nicht. Hier kann eine E-Mail-Adresse hinterlassen werden, dann antwortet ein Mensch aus dem Team.',
  },
  fr: {
    greeting: "Bonjour. Je suis {assistant}, l'assistant de {company}. Comment puis-je vous aider ?",
    thanks: 'Je vous en prie. Puis-je vous aider pour autre chose ?',
    goodbye: 'Au revoir, et à bientôt.',
    'how-are-you': 'Je vais bien, merci. Comment puis-je vous aider ?',
    bot: "Je suis {assistant}, un assistant automatique de {company}. Je réponds à partir des pages d'aide, et une personne de l'équipe peut prendre le relais à tout moment.",
    name: "Je m'appelle {assistant}. Je suis un assistant automatique de {company}. Comment puis-je vous aider ?",
    abilities:
      "Posez-moi vos questions sur {company} : je cherche dans les pages d'aide et je vous dis où c'est écrit. Si je ne trouve rien, une personne de l'équipe peut prendre le relais. Que voulez-vous savoir ?",
    joke: "Je ne suis pas fait pour les blagues : je suis un assistant automatique et je connais les pages d'aide de {company}. Comment puis-je vous aider ?",
    chat: "Je ne peux pas en dire grand-chose : je suis un assistant automatique et je ne connais que les pages d'aide de {company}. Comment puis-je vous aider ?",
    formal: {
      greeting: 'Bonjour. Vous êtes en contact avec {company}. Comment puis-je vous être utile ?',
      goodbye: 'Au revoir, et merci de nous avoir écrit.',
    },
    acknowledged: 'Très bien. Puis-je vous aider pour autre chose ?',
    contact: {
      email: "Merci. Une personne de l'équipe écrira à {email}.",
      phone: "Merci. Une personne de l'équipe appellera le {phone}.",
      both: "Merci. Une personne de l'équipe écrira à {email} ou appellera le {phone}.",
    },
    person:
      "Une personne de l'équipe peut lire cette conversation et prendre le relais. Laissez ici votre adresse e-mail si vous devez partir, et elle vous répondra.",
    notLookedUp:
      "Je ne suis pas sûr : je n'ai pas pu consulter nos pages d'aide à l'instant. Reposez la question dans un moment, ou laissez ici votre adresse e-mail et une personne de l'équipe vous répondra.",
    nothingFound:
      "Je ne suis pas sûr : je n'ai rien trouvé à ce sujet dans nos pages d'aide. Vous pouvez le dire autrement, ou laisser ici votre adresse e-mail et une personne de l'équipe vous répondra.",
    unsure:
      "Je ne suis pas sûr que cela réponde à votre question. Voici ce que j'ai trouvé de plus proche dans nos pages d'aide :",
    nothingMore:
      "Nos pages d'aide n'en disent pas plus. Laissez ici votre adresse e-mail et une personne de l'équipe vous répondra.",
  },
  es: {
    greeting: 'Hola. Soy {assistant}, el asistente de {company}. ¿En qué puedo ayudar?',
    thanks: 'De nada. ¿Puedo ayudar en algo más?',
    goodbye: 'Adiós, y hasta la próxima.',
    'how-are-you': 'Muy bien, gracias. ¿En qué puedo ayudar?',
    bot: 'Soy {assistant}, un asistente automático de {company}. Respondo a partir de las páginas de ayuda, y una persona del equipo puede continuar en cualquier momento.',
    name: 'Me llamo {assistant}. Soy un asistente automático de {company}. ¿En qué puedo ayudar?',
    abilities:
      'Respondo preguntas sobre {company}: busco en las páginas de ayuda y digo dónde está escrito. Si no encuentro nada, una persona del equipo puede continuar. ¿Cuál es la pregunta?',
    joke: 'Los chistes no son lo mío: soy un asistente automático y conozco las páginas de ayuda de {company}. ¿En qué puedo ayudar?',
    chat: 'Poco puedo decir de eso: soy un asistente automático y solo conozco las páginas de ayuda de {company}. ¿En qué puedo ayudar?',
    formal: {
      greeting: 'Buenos días. Está en contacto con {company}. ¿En qué puedo ayudarle?',
      thanks: 'De nada. Escríbanos cuando tenga otra pregunta.',
      goodbye: 'Adiós, y gracias por escribirnos.',
    },
    acknowledged: 'Bien. ¿Puedo ayudar en algo más?',
    contact: {
      email: 'Gracias. Una persona del equipo escribirá a {email}.',
      phone: 'Gracias. Una persona del equipo llamará al {phone}.',
      both: 'Gracias. Una persona del equipo escribirá a {email} o llamará al {phone}.',
    },
    person:
      'Una persona del equipo puede leer este chat y continuar. Para recibir la respuesta por correo, basta con dejar aquí una dirección de correo electrónico.',
    notLookedUp:
      'No estoy seguro: ahora mismo no he podido consultar nuestras páginas de ayuda. Se puede preguntar de nuevo en un momento o dejar aquí un correo electrónico, y una persona del equipo responderá.',
    nothingFound:
      'No estoy seguro: no he encontrado nada sobre esto en nuestras páginas de ayuda. Se puede decir con otras palabras o dejar aquí un correo electrónico, y una persona del equipo responderá.',
    unsure:
      'No estoy seguro de que esto responda a la pregunta. Lo más cercano que he encontrado en nuestras páginas de ayuda:',
    nothingMore:
      'Nuestras páginas de ayuda no dicen más sobre esto. Se puede dejar aquí un correo electrónico, y una persona del equipo responderá.',
  },
  it: {
    greeting: "Ciao. Sono {assistant}, l'assistente di {company}. Come posso aiutare?",
    thanks: 'Prego. Posso aiutare in altro?',
    goodbye: 'Arrivederci, e a presto.',
    'how-are-you': 'Bene, grazie. Come posso aiutare?',
    bot: 'Sono {assistant}, un assistente automatico di {company}. Rispondo con le pagine di aiuto, e una persona del team può subentrare in qualsiasi momento.',
    name: 'Mi chiamo {assistant}. Sono un assistente automatico di {company}. Come posso aiutare?',
    abilities:
      'Rispondo a domande su {company}: cerco nelle pagine di aiuto e dico dove sta scritto. Se non trovo nulla, una persona del team può subentrare. Qual è la domanda?',
    joke: 'Le battute non fanno per me: sono un assistente automatico e conosco le pagine di aiuto di {company}. Come posso aiutare?',
    chat: 'Posso dirne poco: sono un assistente automatico e conosco solo le pagine di aiuto di {company}. Come posso aiutare?',
    formal: {
      greeting: 'Buongiorno. È in contatto con {company}. Come posso esserLe utile?',
      thanks: 'Prego. Ci scriva quando ha altre domande.',
      goodbye: 'Arrivederci, e grazie per averci scritto.',
    },
    acknowledged: 'Bene. Posso aiutare in altro?',
    contact: {
      email: 'Grazie. Una persona del team scriverà a {email}.',
      phone: 'Grazie. Una persona del team chiamerà il numero {phone}.',
      both: 'Grazie. Una persona del team scriverà a {email} o chiamerà il numero {phone}.',
    },
    person:
      'Una persona del team può leggere questa chat e subentrare. Per una risposta via e-mail basta lasciare qui un indirizzo e-mail.',
    notLookedUp:
      'Non sono sicuro: in questo momento non ho potuto consultare le nostre pagine di aiuto. Si può chiedere di nuovo tra poco o lasciare qui un indirizzo e-mail, e una persona del team risponderà.',
    nothingFound:
      'Non sono sicuro: non ho trovato nulla su questo nelle nostre pagine di aiuto. Si può dire con altre parole o lasciare qui un indirizzo e-mail, e una persona del team risponderà.',
    unsure:
      'Non sono sicuro che questo risponda alla domanda. La cosa più vicina che ho trovato nelle nostre pagine di aiuto:',
    nothingMore:
      'Le nostre pagine di aiuto non dicono altro su questo. Si può lasciare qui un indirizzo e-mail, e una persona del team risponderà.',
  },
  pt: {
    greeting: 'Olá. Sou {assistant}, o assistente de {company}. Em que posso ajudar?',
    thanks: 'De nada. Posso ajudar em mais alguma coisa?',
    goodbye: 'Até logo, e volte sempre.',
    'how-are-you': 'Tudo bem, obrigado. Em que posso ajudar?',
    bot: 'Sou {assistant}, um assistente automático de {company}. Respondo a partir das páginas de ajuda, e uma pessoa da equipe pode assumir a qualquer momento.',
    name: 'Meu nome é {assistant}. Sou um assistente automático de {company}. Em que posso ajudar?',
    abilities:
      'Respondo a perguntas sobre {company}: procuro nas páginas de ajuda e digo onde está escrito. Se não encontrar nada, uma pessoa da equipe pode assumir. Qual é a pergunta?',
    joke: 'Piadas não são o meu forte: sou um assistente automático e conheço as páginas de ajuda de {company}. Em que posso ajudar?',
    chat: 'Pouco posso dizer sobre isso: sou um assistente automático e conheço apenas as páginas de ajuda de {company}. Em que posso ajudar?',
    formal: {
      greeting: 'Bom dia. Está em contato com {company}. Em que posso ser útil?',
      goodbye: 'Até logo, e obrigado por nos escrever.',
    },
    acknowledged: 'Certo. Posso ajudar em mais alguma coisa?',
    contact: {
      email: 'Obrigado. Uma pessoa da equipe escreverá para {email}.',
      phone: 'Obrigado. Uma pessoa da equipe ligará para {phone}.',
      both: 'Obrigado. Uma pessoa da equipe escreverá para {email} ou ligará para {phone}.',
    },
    person:
      'Uma pessoa da equipe pode ler esta conversa e assumir. Para receber a resposta por e-mail, basta deixar aqui um endereço de e-mail.',
    notLookedUp:
      'Não tenho certeza: agora não consegui consultar as nossas páginas de ajuda. É possível perguntar de novo daqui a pouco ou deixar aqui um e-mail, e uma pessoa da equipe responderá.',
    nothingFound:
      'Não tenho certeza: não encontrei nada sobre isso nas nossas páginas de ajuda. É possível dizer com outras palavras ou deixar aqui um e-mail, e uma pessoa da equipe responderá.',
    unsure:
      'Não tenho certeza de que isto responda à pergunta. O mais próximo que encontrei nas nossas páginas de ajuda:',
    nothingMore:
      'As nossas páginas de ajuda não dizem mais sobre isso. É possível deixar aqui um e-mail, e uma pessoa da equipe responderá.',
  },
  nl: {
    greeting: 'Hallo. Ik ben {assistant}, de assistent van {company}. Waarmee kan ik helpen?',
    thanks: 'Graag gedaan. Kan ik nog ergens mee helpen?',
    goodbye: 'Tot ziens, en tot de volgende keer.',
    'how-are-you': 'Goed, dank je. Waarmee kan ik helpen?',
    bot: 'Ik ben {assistant}, een automatische assistent van {company}. Ik antwoord uit de helppagina’s, en iemand van het team kan het altijd overnemen.',
    name: 'Mijn naam is {assistant}. Ik ben een automatische assistent van {company}. Waarmee kan ik helpen?',
    abilities:
      'Ik beantwoord vragen over {company}: ik zoek in de helppagina’s en zeg waar het staat. Vind ik niets, dan kan iemand van het team het overnemen. Wat is de vraag?',
    joke: 'Voor moppen ben ik niet gemaakt: ik ben een automatische assistent en ken de helppagina’s van {company}. Waarmee kan ik helpen?',
    chat: 'Daar kan ik weinig over zeggen: ik ben een automatische assistent en ken alleen de helppagina’s van {company}. Waarmee kan ik helpen?',
    formal: {
      greeting: 'Goedendag. U bent bij {company}. Waarmee kan ik u helpen?',
      thanks: 'Graag gedaan. Schrijf ons gerust als u nog een vraag heeft.',
      goodbye: 'Tot ziens, en dank u voor uw bericht.',
      'how-are-you': 'Goed, dank u. Waarmee kan ik u helpen?',
    },
    acknowledged: 'Goed. Kan ik nog ergens mee helpen?',
    contact: {
      email: 'Bedankt. Iemand van het team schrijft naar {email}.',
      phone: 'Bedankt. Iemand van het team belt {phone}.',
      both: 'Bedankt. Iemand van het team schrijft naar {email} of belt {phone}.',
    },
    person:
      'Iemand van het team kan deze chat lezen en overnemen. Laat hier een e-mailadres achter voor een antwoord per e-mail.',
    notLookedUp:
      'Ik weet het niet zeker: ik kon net niet in onze helppagina’s kijken. Vraag het zo nog eens, of laat hier een e-mailadres achter, dan antwoordt iemand van het team.',
    nothingFound:
      'Ik weet het niet zeker: hierover heb ik niets gevonden in onze helppagina’s. Zeg het in andere woorden, of laat hier een e-mailadres achter, dan antwoordt iemand van het team.',
    unsure: 'Ik weet niet zeker of dit de vraag beantwoordt. Het dichtst in de buurt in onze helppagina’s komt:',
    nothingMore:
      'Meer staat er niet over in onze helppagina’s. Laat hier een e-mailadres achter, dan antwoordt iemand van het team.',
  },
};

/** Whether an answer of the built-in model owns up to not being sure that it is one. */
export const ownsUp = (answer: string): boolean =>
  Object.values(PHRASES).some(({ unsure }) => answer.startsWith(unsure));
