/** The pictures of the store, in the store's order. */
export const PICTURES = ["1-answer", "2-alarm", "3-history", "4-while", "5-check"] as const;

export type Picture = (typeof PICTURES)[number];

export type Language = "en" | "hi" | "id" | "ar";

/** The line beside each picture. It is in no message, because nothing of it ships. */
export const CAPTIONS: Readonly<Record<Language, Readonly<Record<Picture, string>>>> = {
  en: {
    "1-answer": "See at a glance where your next call rings",
    "2-alarm": "Know before you miss a call, and mend it in one press",
    "3-history": "“Why did that call not reach me?” Now there is an answer",
    "4-while": "Away from your desk? Let calls ring on your phone for a while",
    "5-check": "One page says what works, and what to do where it does not",
  },
  hi: {
    "1-answer": "एक नज़र में देखें कि अगली कॉल कहाँ आएगी",
    "2-alarm": "कॉल छूटने से पहले जानें, और एक क्लिक में ठीक करें",
    "3-history": "“वह कॉल मुझ तक क्यों नहीं पहुँची?” अब इसका जवाब है",
    "4-while": "डेस्क से दूर हैं? कॉल कुछ देर के लिए अपने फ़ोन पर लें",
    "5-check": "एक ही पेज पर: क्या ठीक है, और जो ठीक नहीं है उसके लिए क्या करें",
  },
  id: {
    "1-answer": "Lihat sekilas di mana panggilan berikutnya berdering",
    "2-alarm": "Ketahui sebelum panggilan terlewat, lalu atasi dengan satu klik",
    "3-history": "“Mengapa panggilan itu tidak sampai ke saya?” Kini ada jawabannya",
    "4-while": "Tidak di meja? Deringkan telepon Anda untuk sementara",
    "5-check": "Satu halaman: apa yang berfungsi, dan apa yang perlu dilakukan",
  },
  ar: {
    "1-answer": "أين ترنّ مكالمتك التالية؟ الإجابة بنظرة واحدة",
    "2-alarm": "تعرف قبل أن تفوتك مكالمة، وتحلّ المشكلة بضغطة واحدة",
    "3-history": "«لماذا لم تصل إليّ تلك المكالمة؟» الآن توجد إجابة",
    "4-while": "بعيدًا عن مكتبك؟ دع المكالمات ترنّ على هاتفك لفترة مؤقتة",
    "5-check": "صفحة واحدة توضح ما يعمل، وما يجب فعله إذا لم يعمل شيء",
  },
};
