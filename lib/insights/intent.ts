import { firstOf } from '@/lib/platform/text';
import type { Intent } from './schema';

const MAX_LENGTH = 4_000;

/** Words around which JavaScript's \b would fail: it knows no letters beyond a to z. */
const words = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu');
const parts = (pattern: string) => new RegExp(pattern, 'iu');

/**
 * Rules in the order in which they count: what somebody wants done comes before what it is about, and that before how it
 * is said. A message is of the first kind that fits.
 */
const RULES: [Intent, RegExp][] = [
  [
    'contact',
    words(
      `(?:speak|talk|chat)(?:ing)? (?:to|with) (?:a |an |some |your )?(?:real |actual |live )?(?:human|person|people|agent|someone|somebody|representative|rep|advisor|manager|supervisor|employee|operator)|(?:real|live|actual) (?:human|person|agent)|human agent|(?:please )?(?:call|ring|phone|text|contact|e-?mail) me|call ?back|(?:your|a) (?:phone|telephone|contact) (?:number|details?)|how (?:can|do) i (?:contact|reach) (?:you|someone|support)|customer service (?:number|phone)|mitarbeiter sprechen|(?:einen?|mit) mensch(?:en)?|rufen sie mich|rückruf|parler à (?:un|quelqu'un)[^.?!]{0,20}|rappelez[- ]moi|hablar con (?:una persona|un agente|alguien)|ll[aá]m[ae]me|parlare con (?:una persona|un operatore)|falar com (?:uma pessoa|um atendente)|iemand spreken`,
    ),
  ],
  [
    'cancel',
    parts(
      String.raw`(?<!\p{L})(?:cancel(?:l?ed|l?ing|lation)?|unsubscribe|terminate|clos(?:e|ing) (?:my|this|the) account|delete my account|end my (?:subscription|contract|membership)|stop my subscription|opt out|kündig(?:en|ung|e)|stornier(?:en|ung|e)|abbestellen|widerrufen|résili(?:er|ation)|annul(?:er|ation|ieren)|désabonner|cancelar|anular|dar de baja|disdire|annullare|cancelación|opzeggen|anuluj|отменить|キャンセル|取消|취소)`,
    ),
  ],
  [
    'refund',
    parts(
      String.raw`(?<!\p{L})(?:refund(?:s|ed|ing)?|money back|reimburse(?:ment|d)?|charge ?back|(?:return|send|give|bring)(?:ed|ing)? (?:it|this|them|these|my|the|an?) ?(?:back|item|order|product|purchase|package|parcel|shoes?|jacket|article)?|return(?:s)? (?:policy|label|process|address|period|window)|(?:start|make|do|process|request) a return|how (?:do|can) i (?:make a )?returns?|exchange (?:it|this|for|my|the)|rückerstattung|erstattung|geld zurück|zurückgeben|zurücksenden|zurückschicken|rücksendung|retoure|umtausch(?:en)?|rembours(?:er|ement|ée?)|retourner|renvoyer|échanger|reembols[oa]r?|devol(?:ver|ución|ução)|rimborso|restituire|reso|terugsturen|terugbetaling|возврат|返金|返品|退款|退货|환불)`,
    ),
  ],
  [
    'complaint',
    words(
      `complain(?:t|ts|ing)?|unacceptable|ridiculous|outrageous|disgrace(?:ful)?|disgusting|furious|fed up|sick of|never again|worst (?:service|company|experience|support)|terrible (?:service|support|experience)|awful (?:service|support)|rip[- ]?off|ripped off|scam(?:med|mers?)?|fraud|lawyer|sue you|trading standards|report you|want to speak to your manager|beschwer(?:de|en)|unverschämt(?:heit)?|frechheit|inakzeptabel|betrug|réclamation|plainte|inacceptable|honteux|arnaque|queja|reclamaci[oó]n|inaceptable|estafa|reclamo|inaccettabile|vergogna|truffa|reclamação|inaceitável|klacht|onacceptabel|жалоба`,
    ),
  ],
  [
    'billing',
    words(
      `invoices?|bill(?:ed|ing|s)?|charged?(?: me)?(?: twice)?|(?:double|over)[- ]?charged|payments?|pay(?:ing)? (?:with|by|for|via)|paid|credit card|debit card|paypal|direct debit|vat|receipt|tax(?:es)?|coupon|voucher|promo(?:tion)? code|discount code|gift card|rechnung(?:en)?|abbuchung|abgebucht|zahlung(?:en)?|bezahl(?:en|t)|lastschrift|gutschein|mehrwertsteuer|factures?|paiement|payer|prélèvement|factura(?:s|ción)?|pag(?:o|ar|os|amento|amenti|are)|cobr(?:o|ado|ar)|fattur[ae]|fatura|factuur|betal(?:ing|en)|счет|оплата`,
    ),
  ],
  [
    'order',
    parts(
      String.raw`(?<!\p{L})(?:orders?(?!\p{L})|deliver(?:y|ed|ies|ing)?|shipp(?:ing|ed|ment)|shipment|ship (?:to|my|it)|parcel|package|tracking|track my|courier|dispatch(?:ed)?|(?:not|hasn'?t|has not|never|still not) (?:yet )?arriv(?:ed|e)|when will (?:it|my|the)[^?]{0,30}arrive|bestell(?:ung|t|en|nummer)|liefer(?:ung|zeit|t|n|ant)|versand|paket|sendung|commande|livraison|livré|colis|pedido|envío|entrega|paquete|ordin[ei](?!\p{L})|consegna|spedizione|pacco|encomenda|bestelling|levering|pakket|заказ|доставк|посылк|注文|配送|订单|快递|주문|배송)`,
    ),
  ],
  [
    'account',
    words(
      `log[- ]?in|log(?:ged|ging)? (?:in|out|on)|sign[- ]?in|sign(?:ed|ing)? (?:in|out)|password|passcode|(?:my|your|an|the|user) account|account (?:locked|blocked|suspended|settings)|user ?name|profile|verification code|two[- ]factor|2fa|reset (?:my|the)|(?:change|update|edit|correct) (?:my|the) (?:e-?mail|address|name|phone|number|(?:personal )?details|pin)|delete my data|register(?:ed|ing)?|anmeld(?:en|ung)|einloggen|passwort|kennwort|konto|benutzerkonto|mot de passe|compte|connexion|me connecter|contraseña|cuenta|iniciar sesión|accesso|conta|senha|wachtwoord|inloggen|пароль|аккаунт|パスワード|密码|账号`,
    ),
  ],
  [
    'problem',
    words(
      String.raw`(?:does|do|did|is|are|was|has|have|will|can|could|would)(?:n'?t| not) (?:work|turn|start|open|load|connect|charge|function|respond|update|install|sync|play|print|show|find|get|see|access|use|seem|let|appear|recogni[sz]e|show up)[\p{L} ]{0,12}|(?:not|stopped|isn't|aren't|quit) (?:work(?:ing|s)?|charging|loading|responding|connecting|turning on|starting)|can(?:no|')?t (?:seem to |get |open |use |find |access |connect |load |install |see |turn )[\p{L} ]{0,12}|problems?|issues?|errors?|bugs?|glitch(?:es)?|broken|broke|defective|defect|faulty|crash(?:es|ed|ing)?|fr[eo]ez(?:es|ing)|froze(?:n)?|stuck|trouble(?:shoot(?:ing)?)?|fail(?:s|ed|ure|ing)?|damaged|missing|lost|stolen|declined|rejected|blocked|locked out|wrong (?:size|item|color|colour|product|one)|leak(?:s|ing)?|malfunction\p{L}*|went wrong|kaputt|defekt|fehler(?:meldung)?|problem|funktioniert nicht|geht nicht|klappt nicht|beschädigt|falsch(?:e[nrs]?)?|problèmes?|erreur|panne|cassée?|(?:ne )?(?:marche|fonctionne) p(?:as|lus)|endommagée?|problemas?|roto|rota|no funciona|dañad[oa]|defectuos[oa]|problem[ai]|errore|rott[oa]|non funziona|guasto|quebrad[oa]|não funciona|erro|probleem|kapot|werkt niet|не работает|проблема|ошибка|сломал\p{L}*|動かない|壊れ|エラー|坏了|问题|错误`,
    ),
  ],
  [
    'buying',
    words(
      `pric(?:e|es|ing)|quot(?:e|ation)|how much (?:is|are|does|do|would|for)[^.]{0,40}|cost(?:s)?|discounts?|offers?|buy(?:ing)?|purchas(?:e|ing)|subscribe|upgrade|demo|free trial|trial|in stock|available in|availability|wholesale|bulk|enterprise plan|sales team|talk to sales|which (?:plan|model|size) (?:should|do you recommend)[^.]{0,30}|place an order|order for (?:my|our)[^.]{0,20}|preis(?:e|liste)?|angebot|kaufen|kostet|kosten|rabatt|verfügbar|auf lager|prix|devis|acheter|combien coûte|coûte|réduction|precios?|presupuesto|comprar|cu[aá]nto cuesta|descuento|prezz[oi]|preventivo|comprare|quanto costa|sconto|preços?|orçamento|desconto|prijs|offerte|kopen|korting|цена|купить|сколько стоит|価格|いくら|购买|价格|多少钱`,
    ),
  ],
  [
    'feedback',
    words(
      `feedback|suggest(?:ion|ions)?|feature request|it would be (?:great|nice|good|helpful) if|(?:you|they) should (?:add|make|have|offer)|i wish (?:you|there)|would love to see|(?:i |we )?(?:really |absolutely )?love (?:it|this|your|the)|great (?:job|work|service|product|support|experience)|well done|keep (?:it )?up|excellent service|amazing service|i (?:like|enjoy)(?:ed)? (?:your|the)|vorschlag|anregung|rückmeldung|verbesserung(?:svorschlag)?|suggestion|avis|remarque|sugerencia|opinión|suggerimento|sugestão|opinie|отзыв|предложение`,
    ),
  ],
];

const SMALL_TALK = words(
  `hi|hey|hello|hiya|howdy|good (?:morning|afternoon|evening|night|day)|thanks?|thank you|thx|cheers|bye|goodbye|see you|how are you|what'?s up|are you (?:a |an )?(?:bot|robot|human|real)(?: person)?|who are you|ok(?:ay)?|hallo|moin|servus|guten (?:tag|morgen|abend)|danke|vielen dank|tschüss|bonjour|bonsoir|salut|merci|au revoir|hola|buenos días|buenas (?:tardes|noches)|gracias|adiós|ciao|buongiorno|grazie|olá|oi|bom dia|obrigad[oa]|hoi|dank je|привет|здравствуйте|спасибо|こんにちは|ありがとう|你好|谢谢|안녕하세요|مرحبا|شكرا`,
);
const FILLER =
  /[\p{P}\p{S}\s]|(?<!\p{L})(?:there|team|all|everyone|so much|very much|a lot|again|you|for (?:your|the) help|have a (?:nice|good|great) (?:day|one|weekend))(?!\p{L})/giu;
const QUESTION = parts(
  String.raw`[?？؟]|^\s*(?:(?:hi|hello|hey|hallo|bonjour|hola)[,!. ]+)?(?:what|where|when|who|whose|why|how|which|can|could|do|does|did|is|are|was|were|will|would|should|may|shall|has|have|tell me|wo|wie|was|wann|wer|warum|welche[rsn]?|kann|können|gibt es|haben|ist|où|comment|quand|qui|pourquoi|quel(?:le)?s?|est-ce|puis-je|peut-on|qu[eé]|d[oó]nde|c[oó]mo|cu[aá]ndo|qui[eé]n|cu[aá]l|puedo|hay|dove|come|quando|chi|perché|posso|onde|como|quem|waar|hoe|wanneer|kan ik|где|как|когда|почему)(?!\p{L})|(?:i(?:'d| would) like to know|wondering (?:if|whether|how)|need (?:some )?(?:help|information|info)|looking for|question about|ich (?:möchte|würde gerne?) wissen|je voudrais savoir|quisiera saber)`,
);

/** What a message is about, by open rules in the languages that are cheap to list. */
export function intentOf(text: string): Intent {
  const read = firstOf(text, MAX_LENGTH).normalize('NFKC').replace(/[’`]/g, "'");
  if (isSmallTalk(read)) return 'small-talk';
  const ruled = RULES.find(([, pattern]) => pattern.test(read))?.[0];
  return ruled ?? (QUESTION.test(read) ? 'question' : 'other');
}

/** Nothing but greetings, thanks and farewells. */
function isSmallTalk(text: string): boolean {
  if (text.length > 120) return false;
  let rest = text;
  for (let round = 0; round < 4; round++) {
    rest = rest.replace(SMALL_TALK, ' ');
  }
  return rest !== text && rest.replace(FILLER, '') === '';
}
