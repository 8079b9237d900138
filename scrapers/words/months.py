"""The names of the months, in the languages that newspapers give dates in."""

# One line a month; English apart, since English alone puts the month before the day.
_IN_ENGLISH = (
    "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
    "sep sept september|oct october|nov november|dec december"
)
_ELSEWHERE = (
    "januar jänner ianuarie stycznia ledna ocak tammikuuta janvier janv enero ene gennaio gen "
    "janeiro januari января январь янв січня ιανουαρίου január يناير มกราคม ม.ค.",
    "februar février februarie lutego února şubat helmikuuta fevrier févr fév febrero febbraio "
    "feb fevereiro fev februari февраля февраль фев лютого φεβρουαρίου február فبراير شباط "
    "กุมภาพันธ์ ก.พ.",
    "märz maerz martie marca března maaliskuuta mär mars marzo março marco maart mrt марта март "
    "мар березня μαρτίου március مارس آذار มีนาคม มี.ค.",
    "avril avr aprilie kwietnia dubna nisan huhtikuuta abril abr aprile апреля апрель апр квітня "
    "απριλίου április أبريل إبريل ابريل نيسان เมษายน เม.ย.",
    "mai mayo maja května mayıs toukokuuta maggio mag maio mei maj мая май травня μαΐου május "
    "مايو أيار พฤษภาคม พ.ค.",
    "juni juin iunie czerwca června haziran kesäkuuta junio giugno giu junho июня июнь июн червня "
    "ιουνίου június يونيو حزيران มิถุนายน มิ.ย.",
    "juli juillet iulie lipca července temmuz heinäkuuta juil julio luglio lug julho июля июль "
    "июл липня ιουλίου július يوليو تموز กรกฎาคม ก.ค.",
    "août aout sierpnia srpna ağustos elokuuta agosto ago augustus augusti августа август авг "
    "серпня αυγούστου augusztus أغسطس آب สิงหาคม ส.ค.",
    "septembre septiembre septembrie września září eylül syyskuuta setiembre settembre set "
    "setembro сентября сентябрь сен сент вересня σεπτεμβρίου szeptember سبتمبر أيلول กันยายน ก.ย.",
    "oktober okt octombrie października října ekim lokakuuta octobre octubre ottobre ott outubro "
    "out октября октябрь окт жовтня οκτωβρίου október أكتوبر اكتوبر ตุลาคม ต.ค.",
    "novembre noviembre noiembrie listopada listopadu kasım marraskuuta novembro ноября ноябрь "
    "ноя нояб листопада νοεμβρίου نوفمبر พฤศจิกายน พ.ย.",
    "dezember dez decembrie grudnia prosince aralık joulukuuta décembre decembre déc diciembre "
    "dic dicembre dezembro декабря декабрь дек грудня δεκεμβρίου ديسمبر ธันวาคม ธ.ค.",
)
# Names of two words, of the eastern Arab countries.
_OF_TWO_WORDS = {
    "كانون الثاني": 1,
    "تشرين الأول": 10,
    "تشرين الثاني": 11,
    "كانون الأول": 12,
}


def _numbered(names_of_months: list[str]) -> dict[str, int]:
    return {
        name: number for number, names in enumerate(names_of_months, 1) for name in names.split()
    }


ENGLISH = _numbered(_IN_ENGLISH.split("|"))
MONTHS = ENGLISH | _numbered(list(_ELSEWHERE)) | _OF_TWO_WORDS
