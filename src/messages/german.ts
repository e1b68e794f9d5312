import type { PatientTexts } from './texts'

/** What patients are told, in German. */
export const german: PatientTexts = {
  locale: 'de-DE',
  booked: 'Ihr Termin bei {doctor} ist am {date} um {time} Uhr. Ihre Nummer ist {number}.',
  held: 'Ein Termin bei {doctor} am {date} um {time} Uhr ist für Sie vorgemerkt. Bitte bestätigen Sie ihn bis {until} Uhr.',
  waiting:
    'Sie stehen auf der Warteliste von {doctor} für den {date}. Ihre Nummer ist {number}. Wir melden uns, wenn ein Platz frei wird.',
  offered:
    'Ein Termin bei {doctor} am {date} um {time} Uhr ist für Sie frei. Bitte bestätigen Sie ihn bis {until} Uhr.',
  seatFree: 'Sie haben jetzt einen Termin: {doctor}, {date}, {time} Uhr. Ihre Nummer ist {number}.',
  earlier:
    'Sie können früher kommen: Ihr neuer Termin bei {doctor} am {date} ist um {time} Uhr statt um {oldTime} Uhr.',
  bumped: '{rival} hat Ihren Platz um {oldTime} Uhr bei {doctor} am {date} bekommen.',
  fewerSeats: '{doctor} kann am {date} um {oldTime} Uhr weniger Patienten behandeln als geplant.',
  doctorAway: '{doctor} ist am {date} zur Zeit Ihres Termins nicht da.',
  movedElsewhere:
    'Wir haben Ihren Termin verlegt. Er ist jetzt bei {doctor} am {date} um {time} Uhr. Ihre neue Nummer ist {number}.',
  newTime: 'Ihr neuer Termin ist um {time} Uhr.',
  waitsNow: 'Sie stehen jetzt auf der Warteliste. Wir melden uns, wenn ein Platz frei wird.',
  noPlace: 'An diesem Tag ist kein anderer Platz frei. Bitte vereinbaren Sie mit uns einen neuen Termin.',
  newTimeFollows: 'Sie haben einen anderen Termin; die Uhrzeit folgt in einer zweiten Nachricht.',
  noSeatFree: 'Bei {doctor} ist am {date} kein Platz frei geworden. Bitte vereinbaren Sie mit uns einen neuen Termin.',
  cancelled: 'Ihr Termin bei {doctor} am {date} ist abgesagt.',
  expired:
    'Ihr Platz bei {doctor} am {date} um {oldTime} Uhr wurde nicht rechtzeitig bestätigt und ist nicht mehr frei.',
  missed:
    'Sie haben Ihren Termin bei {doctor} am {date} versäumt. Möchten Sie noch behandelt werden, melden Sie sich bitte am Empfang.',
  seatAgain: 'Sie haben wieder einen Platz bei {doctor}: {date}, {time} Uhr.',
  standby:
    'Sie sind angemeldet. Noch haben Sie keinen Platz; bitte bleiben Sie hier, wir rufen Sie auf, wenn {doctor} früher frei ist.',
  called: 'Nummer {number}: Sie sind bei {doctor} an der Reihe.',
  calledTo: 'Nummer {number}: Sie sind bei {doctor} an der Reihe, in Raum {room}.',
  unanswered:
    'Nummer {number}: {doctor} hat Sie aufgerufen, und Sie waren nicht da. Bitte warten Sie in der Nähe des Zimmers.',
  anyRival: 'Jemand, der nach den Regeln der Praxis vorgeht,',
  rivals: { emergency: 'Ein Notfall' },
}
