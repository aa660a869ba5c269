import { expect, test } from 'vitest';
import { asQuestion } from './as-question';

test.each([
  ['can i bring my dog', 'Can i bring my dog?'],
  ['how  heavy is a kite ', 'How heavy is a kite?'],
  ['how heavy is a kite.', 'How heavy is a kite?'],
  ['What does a repair cost?', 'What does a repair cost?'],
  ['the kite, is it red?', 'The kite, is it red?'],
  ['wie lange dauert die Lieferung nach Österreich', 'Wie lange dauert die Lieferung nach Österreich?'],
  ['combien coûte la livraison en France', 'Combien coûte la livraison en France?'],
  ['¿cuánto tarda el envío?', '¿Cuánto tarda el envío?'],
  ['quanto costa la spedizione in Italia', 'Quanto costa la spedizione in Italia?'],
  ['quanto custa o envio para o Brasil', 'Quanto custa o envio para o Brasil?'],
  ['hoe lang duurt de levering naar België', 'Hoe lang duurt de levering naar België?'],
  ['返品できますか？', '返品できますか？'],
])('%s is the question %s', (text, shown) => expect(asQuestion(text)).toBe(shown));

test.each([
  'Free shipping',
  'Several items in one order',
  'Options within the United States',
  'Wash',
  'its almost closing time now',
  'Whatsapp',
  'How to return a parcel',
  'What we offer',
  'Why our customers stay',
  'Was Sie wissen müssen',
  'Do not wash',
  'Come and visit us',
  'Comment policy of the forum',
  'Is',
])('%s is none', (text) => expect(asQuestion(text)).toBeNull());
