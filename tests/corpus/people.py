"""Plainly invented applicants, and the few lines of a curriculum vitae, in many scripts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Whose curriculum it is. title: the word for one in their language. mail: of theirs."""

    name: str
    title: str
    lines: tuple[str, ...]
    mail: str

    @property
    def text(self) -> tuple[str, ...]:
        """All lines, the name first."""
        return (self.name, self.title, *self.lines, self.mail)


QUILL = Author(
    "Imelda Quillfeather",
    "Curriculum vitae",
    ("2009 to 2022: head of clearance operations", "Ten years of managing a budget"),
    "imelda@post.example",
)
OKELLO = Author(
    "Grace Okello-Testperson",
    "Curriculum vitae",
    ("2004 to 2022: programme manager, mine action", "Master of Public Administration, 2003"),
    "grace@post.example",
)
NUNEZ = Author(
    "José Ángel Núñez Ibáñez",
    "Currículum vítae",
    ("2008–2022: director de operaciones", "Gestión de presupuestos y de equipos"),
    "jose@post.example",
)
LEFEVRE = Author(
    "Maëlys Lefèvre-Çœur",
    "Curriculum vitæ",
    ("2006–2022 : cheffe d’unité", "Maîtrise en droit à l’université"),
    "maelys@post.example",
)
ZOLTOWSKA = Author(
    "Łucja Żółtowska-Wąż",
    "Życiorys",
    ("2007–2022: kierowniczka zespołu", "Język angielski, język francuski"),
    "lucja@post.example",
)
HUONG = Author(
    "Đặng Thị Hương Mẫu",
    "Sơ yếu lý lịch",
    ("2010–2022: điều phối viên", "Thạc sĩ hành chính công"),
    "huong@post.example",
)
IVANOVA = Author(
    "Мария Иванова",
    "Автобиография",
    ("2005–2022: руководитель программы", "Магистр государственного управления"),
    "maria@post.example",
)
GAVRYLIV = Author(
    "Олексій Ґавриліївський",
    "Резюме",
    ("2011–2022: керівник групи розмінування", "Магістр публічного управління"),
    "oleksii@post.example",
)
PAPPA = Author(
    "Ελένη Παράδειγμα",
    "Βιογραφικό σημείωμα",
    ("2009–2022: επικεφαλής επιχειρήσεων", "Πτυχίο νομικής"),
    "eleni@post.example",
)
KHATIB = Author(
    "ليلى المثالية",
    "السيرة الذاتية",
    ("عملت في مجال نزع الألغام لمدة عشر سنوات", "إدارة الميزانية والفريق"),
    "layla@post.example",
)
RAZAVI = Author(
    "نرگس نمونه‌ای",
    "شرح حال",
    ("۲۰۰۸ تا ۲۰۲۲: مدیر برنامه", "کارشناس ارشد مدیریت"),
    "narges@post.example",
)
LEVI = Author(
    "נועה דוגמאי",
    "קורות חיים",
    ("2010–2022: מנהלת פרויקטים", "תואר שני במינהל ציבורי"),
    "noa@post.example",
)
LI = Author(
    "李明慧",
    "简历",
    ("二〇〇八年至今：扫雷项目主任", "公共管理硕士，预算与团队管理"),
    "minghui@post.example",
)
SATO = Author(
    "佐藤見本子",
    "履歴書",
    ("2009年から2022年まで：事業部長", "公共政策修士"),
    "mihonko@post.example",
)
KIM = Author(
    "김보기",
    "이력서",
    ("2010년부터 2022년까지 사업 책임자", "행정학 석사"),
    "bogi@post.example",
)
SHARMA = Author(
    "अनन्या उदाहरण",
    "जीवन परिचय",
    ("2009 से 2022: कार्यक्रम प्रबंधक", "लोक प्रशासन में स्नातकोत्तर"),
    "ananya@post.example",
)
SOK = Author(
    "សុខ គំរូ",
    "ប្រវត្តិរូបសង្ខេប",
    ("២០០៨–២០២២៖ ប្រធានកម្មវិធី", "បរិញ្ញាបត្រជាន់ខ្ពស់"),
    "sok@post.example",
)
TESFAYE = Author(
    "ሰላም ምሳሌ",
    "የሕይወት ታሪክ",
    ("2009–2022፦ የፕሮግራም ኃላፊ", "ማስተርስ ዲግሪ"),
    "selam@post.example",
)
EVERYBODY = (
    QUILL,
    OKELLO,
    NUNEZ,
    LEFEVRE,
    ZOLTOWSKA,
    HUONG,
    IVANOVA,
    GAVRYLIV,
    PAPPA,
    KHATIB,
    RAZAVI,
    LEVI,
    LI,
    SATO,
    KIM,
    SHARMA,
    SOK,
    TESFAYE,
)
