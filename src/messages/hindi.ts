import type { PatientTexts } from './texts'

/** What patients are told, in Hindi. */
export const hindi: PatientTexts = {
  locale: 'hi-IN',
  booked: '{doctor} के साथ आपका समय {date} को {time} बजे है। आपका नंबर {number} है।',
  held: '{doctor} के साथ {date} को {time} बजे की सीट आपके लिए रोकी गई है। कृपया {until} बजे तक इसकी पुष्टि करें।',
  waiting: 'आप {date} के लिए {doctor} की प्रतीक्षा सूची में हैं। आपका नंबर {number} है। सीट ख़ाली होने पर हम आपको बताएँगे।',
  offered: '{doctor} के साथ {date} को {time} बजे की सीट आपके लिए ख़ाली है। कृपया {until} बजे तक इसकी पुष्टि करें।',
  seatFree: 'आपके लिए सीट ख़ाली है: {doctor}, {date} को {time} बजे। आपका नंबर {number} है।',
  earlier: 'आप पहले आ सकते हैं: {date} को {doctor} के साथ आपका नया समय {oldTime} के बजाय {time} बजे है।',
  bumped: '{date} को {doctor} के साथ {oldTime} बजे की आपकी सीट {rival} को दी गई है।',
  fewerSeats: '{doctor} {date} को {oldTime} बजे तय संख्या से कम मरीज़ देख सकते हैं।',
  doctorAway: '{date} को आपके समय पर {doctor} उपलब्ध नहीं हैं।',
  movedElsewhere: 'हमने आपका समय बदल दिया है। अब यह {doctor} के साथ {date} को {time} बजे है। आपका नया नंबर {number} है।',
  newTime: 'आपका नया समय {time} बजे है।',
  waitsNow: 'अब आप प्रतीक्षा सूची में हैं। सीट ख़ाली होने पर हम आपको बताएँगे।',
  noPlace: 'उस दिन कोई और सीट ख़ाली नहीं है। नए समय के लिए कृपया हमसे संपर्क करें।',
  newTimeFollows: 'आपको दूसरा समय मिला है; वह अगले संदेश में आएगा।',
  noSeatFree: '{date} को {doctor} के साथ कोई सीट ख़ाली नहीं हुई। नए समय के लिए कृपया हमसे संपर्क करें।',
  cancelled: '{date} को {doctor} के साथ आपका समय रद्द कर दिया गया है।',
  expired: '{doctor} के साथ {date} को {oldTime} बजे की सीट की समय पर पुष्टि नहीं हुई, इसलिए वह अब आपकी नहीं है।',
  missed: '{date} को {doctor} के साथ आपका समय निकल गया। यदि आप अब भी दिखाना चाहते हैं, तो कृपया काउंटर पर पूछें।',
  seatAgain: '{doctor} के साथ आपको फिर से सीट मिल गई है: {date} को {time} बजे।',
  standby: 'आपके आने की सूचना दर्ज हो गई है। अभी आपकी सीट नहीं है; कृपया यहीं रुकें, {doctor} के पहले ख़ाली होने पर आपको बुलाया जाएगा।',
  called: 'नंबर {number}: {doctor} के पास आपकी बारी है।',
  unanswered: 'नंबर {number}: {doctor} के लिए आपको बुलाया गया था, पर आप नहीं थे। कृपया कमरे के पास प्रतीक्षा करें।',
  rivals: {
    emergency: 'आपातकालीन स्थिति वाले एक मरीज़',
    other: 'क्लिनिक के नियमों के अनुसार पहले आने वाले एक मरीज़',
  },
}
