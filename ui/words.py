"""The words of the window, in both languages side by side, and how numbers and dates are said.

Those of the models have a file of their own: words_models.
"""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QTime

from assistant.wording import Language, Wording

_language: Language = "en"


def speak(chosen: str) -> Language:
    """Set the language of the window from the setting ("system", "en", "ko") and return it."""
    global _language
    if chosen == "system":
        korean = QLocale.system().language() == QLocale.Language.Korean
        _language = "ko" if korean else "en"
    else:
        _language = "ko" if chosen == "ko" else "en"
    return _language


def language() -> Language:
    """Return the language of the window."""
    return _language


def say(wording: Wording, **values: object) -> str:
    """Return the sentence in the language of the window with its values filled in."""
    sentence = wording.in_language(_language)
    return sentence.format(**values) if values else sentence


def locale() -> QLocale:
    """Return the system's locale where it speaks the language of the window, else a plain one."""
    wanted = QLocale.Language.Korean if _language == "ko" else QLocale.Language.English
    system = QLocale.system()
    return system if system.language() == wanted else QLocale(wanted)


def number(value: int) -> str:
    """Return a number with the separators of the locale."""
    return locale().toString(value)


def date(moment: datetime) -> str:
    """Return the day as the locale writes it, with the whole year."""
    day = moment.astimezone().date()
    pattern = locale().dateFormat(QLocale.FormatType.ShortFormat)
    if "yyyy" not in pattern:
        pattern = pattern.replace("yy", "yyyy")
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def moment(when: datetime) -> str:
    """Return the day and the time of day as the locale writes them."""
    here = when.astimezone()
    clock = locale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    return f"{date(when)} {clock}"


def size(n_bytes: int) -> str:
    """Return a file size with its unit."""
    return locale().formattedDataSize(n_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def time_left(seconds: float) -> str:
    """Return a rough time to wait."""
    if seconds < 60:
        return say(UNDER_A_MINUTE)
    minutes = round(seconds / 60)
    if minutes < 60:
        return say(ABOUT_MINUTES, n=minutes)
    return say(ABOUT_HOURS, n=max(1, round(minutes / 60)))


def pages(n: int) -> str:
    """Return a number of pages."""
    return say(ONE_PAGE if n == 1 else N_PAGES, n=number(n))


def passages(n: int) -> str:
    """Return a number of passages."""
    return say(ONE_PASSAGE if n == 1 else N_PASSAGES, n=number(n))


def files(n: int) -> str:
    """Return a number of files."""
    return say(ONE_FILE if n == 1 else N_FILES, n=number(n))


# --- the window and its side
HEARTH = Wording("Hearth", "Hearth")
NEW_CONVERSATION = Wording("New conversation", "새 대화")
SEARCH = Wording("Search", "검색")
SEARCH_NAME = Wording("Search conversations and files", "대화와 서류 검색")
MY_FILES = Wording("My files", "내 서류")
MODELS = Wording("Models", "모델")
SETTINGS = Wording("Settings", "설정")
CONVERSATIONS = Wording("Conversations", "대화 목록")
TODAY = Wording("Today", "오늘")
LAST_7_DAYS = Wording("Last 7 days", "지난 7일")
LAST_30_DAYS = Wording("Last 30 days", "지난 30일")
EARLIER = Wording("Earlier", "그 전")
FOUND_CONVERSATIONS = Wording("Conversations", "대화")
FOUND_FILES = Wording("Files", "서류")
NOTHING_FOUND = Wording("Nothing found.", "찾은 것이 없어요.")
NO_CONVERSATIONS = Wording("Conversations gather here.", "나눈 대화가 여기에 모여요.")
OK = Wording("OK", "확인")
CANCEL = Wording("Cancel", "취소")
RENAME = Wording("Rename…", "이름 바꾸기…")
RENAME_TITLE = Wording("Rename conversation", "대화 이름 바꾸기")
RENAME_LABEL = Wording("New name", "새 이름")
DELETE = Wording("Delete", "지우기")
DELETED = Wording("“{title}” was deleted.", "‘{title}’ 대화를 지웠어요.")
UNDO = Wording("Undo", "되돌리기")
READING_OF = Wording("{done} of {total} files read", "서류 {total}개 중 {done}개 읽음")
LEARNING_OF = Wording("Meaning learned: {share}%", "뜻을 익힘: {share}%")
SCANNING_OF = Wording("{done} of {total} scans read", "스캔 {total}쪽 중 {done}쪽 읽음")
READING_ON_BATTERY = Wording("Paused on battery", "배터리 사용 중, 멈춤")
READING_PAUSED = Wording("Reading is paused", "읽기를 잠시 멈췄어요")
READING = Wording("Reading your files", "서류를 읽는 중")
ALL_READ = Wording("{files} in the library", "서류 {files}")
UNDER_A_MINUTE = Wording("under a minute", "1분 안에 끝나요")
ABOUT_MINUTES = Wording("about {n} min", "약 {n}분")
ABOUT_HOURS = Wording("about {n} h", "약 {n}시간")
NETWORK_SHUT = Wording("Network shut", "네트워크 차단됨")
NETWORK_OPEN = Wording("Network lock not available here", "이 시스템에서는 네트워크를 막지 못해요")
NETWORK_UNKNOWN = Wording("Checking the network lock", "네트워크 차단을 확인하는 중")
ONE_FILE = Wording("{n} file", "{n}개")
N_FILES = Wording("{n} files", "{n}개")

# --- the conversation
ASK_ANYTHING = Wording(
    "Ask anything. You can drop files here too.", "무엇이든 물어보세요. 서류를 끌어다 놓아도 돼요."
)
QUESTION = Wording("Question", "질문")
SEND = Wording("Send", "보내기")
STOP = Wording("Stop", "멈추기")
STOPPING = Wording("Stopping…", "멈추는 중…")
ADD_FILES = Wording("Add files", "서류 추가")
ADD_FILES_HINT = Wording("Add files ({key})", "서류 추가 ({key})")
WELCOME = Wording("What would you like to know?", "무엇을 찾아 드릴까요?")
WELCOME_MORE = Wording(
    "Answers come from your own files, each sentence with the page it stands on.",
    "내 서류에서 찾아서, 문장마다 어느 쪽에 있는지 함께 알려 드려요.",
)
YOU_ASKED = Wording("You asked", "내 질문")
ANSWER = Wording("Answer", "답변")
LOOKING = Wording("Looking through your files", "서류를 살펴보는 중")
WRITING = Wording("Writing", "쓰는 중")
NOT_FROM_FILES = Wording("not from your files", "내 서류에 없는 내용")
NEAREST = Wording("The nearest places", "가장 가까운 곳")
STOPPED_HERE = Wording("Stopped here.", "여기서 멈췄어요.")
STOPPED = Wording("Stopped before anything was written.", "아무것도 쓰기 전에 멈췄어요.")
STILL_READING = Wording(
    "Your files are still being read ({done} of {total}). Ask again in a little while.",
    "아직 서류를 읽고 있어요({total}개 중 {done}개). 조금 뒤에 다시 물어보세요.",
)
COPY = Wording("Copy", "복사")
COPIED = Wording("Copied", "복사했어요")
AGAIN = Wording("Again", "다시")
AGAIN_HINT = Wording("Ask the same question again", "같은 질문을 다시 하기")
TRY_AGAIN = Wording("Try again", "다시 시도")
ENTER_PASSWORD = Wording("Enter password", "비밀번호 넣기")
PASSWORD_OF = Wording(
    "Password of “{name}”.\nHearth keeps the text of the file, never the password.",
    "‘{name}’의 비밀번호예요.\nHearth는 글만 간직하고 비밀번호는 남기지 않아요.",
)
CHOOSE_ENCODING = Wording("Choose encoding", "인코딩 고르기")
ENCODING_FOUND_OUT = Wording("Find it out", "알아서 찾기")
ENCODING_UNICODE = Wording("Unicode (UTF-8)", "유니코드(UTF-8)")
ENCODING_UTF_16 = Wording("Unicode (UTF-16)", "유니코드(UTF-16)")
ENCODING_KOREAN = Wording("Korean (CP949, EUC-KR)", "한국어(CP949, EUC-KR)")
ENCODING_JOHAB = Wording("Korean of old (Johab)", "옛 한국어(조합형)")
ENCODING_WESTERN = Wording("Western European (Windows-1252)", "서유럽(Windows-1252)")
ENCODING_DOS = Wording("Western European of old (DOS 850)", "옛 서유럽(DOS 850)")
ENCODING_CENTRAL = Wording("Central European (Windows-1250)", "중부 유럽(Windows-1250)")
ENCODING_CYRILLIC = Wording("Cyrillic (Windows-1251)", "키릴 문자(Windows-1251)")
ENCODING_JAPANESE = Wording("Japanese (Shift JIS)", "일본어(Shift JIS)")
ENCODING_CHINESE = Wording("Chinese, simplified (GB18030)", "중국어 간체(GB18030)")
ENCODING_TAIWAN = Wording("Chinese, traditional (Big5)", "중국어 번체(Big5)")
OPEN_SOURCE = Wording("Open source {n}: {name}", "출처 {n} 열기: {name}")
CITATION_HINT = Wording("Source {n}: {name}, {place}", "출처 {n}: {name}, {place}")
PAGE = Wording("page {n}", "{n}쪽")
SLIDE = Wording("slide {n}", "슬라이드 {n}")
SHEET = Wording("sheet {n}", "시트 {n}")
OFF_PICTURE = Wording("{place}, read off a picture", "{place}, 그림에서 읽음")
ALSO_IN = Wording("{place}, also in {name}", "{place}, {name}에도 있음")
ALSO_IN_MORE = Wording("{place}, also in {n} other files", "{place}, 다른 파일 {n}개에도 있음")
INSIDE = Wording("It is inside {name}.", "{name} 안에 들어 있어요.")
OFF_THE_PICTURE = Wording("read off the picture", "그림에서 읽음")
READ_OFF_PICTURE = Wording(
    "This text was read off a picture, so letters may be wrong.",
    "그림에서 읽은 글이라 틀린 글자가 있을 수 있어요.",
)
PAGE_WHOLE = Wording("whole text", "본문")
UNDER_HEADING = Wording("under “{heading}”", "‘{heading}’ 아래")
MORE_SOURCES = Wording("{n} more", "{n}개 더")
MODE_QUOTE = Wording("My files, quoted", "내 서류에서 인용")
WHAT_ANSWERS = Wording("What answers: {mode}", "답하는 방식: {mode}")
CONVERSATION = Wording("Conversation", "대화")
DRAFT_WAITS = Wording("Hearth is getting ready.", "준비하고 있어요.")

# --- the source beside it
SOURCE = Wording("Source", "출처")
PAGE_OF = Wording("{n} of {total}", "{n} / {total}쪽")
PREVIOUS_PAGE = Wording("Previous page", "이전 쪽")
NEXT_PAGE = Wording("Next page", "다음 쪽")
CLOSE = Wording("Close", "닫기")
OPENING = Wording("Opening the page", "쪽을 여는 중")
NOT_MARKED = Wording(
    "This sentence could not be marked on the page. As it was read:",
    "쪽 위에 표시하지 못한 문장이에요. 읽은 그대로:",
)
GONE = Wording(
    "The file is not where it was. This is the text Hearth had read.",
    "파일이 있던 자리에 없어요. 전에 읽어 둔 글을 보여 드려요.",
)
PAGE_TEXT = Wording("Text of the page", "쪽의 글")
PAGE_PICTURE = Wording("Page {n} of {name}", "{name} {n}쪽")
PDF_LOCKED = Wording("This PDF could not be opened here.", "이 PDF를 열지 못했어요.")
PDF_TEXT_INSTEAD = Wording("Its text is shown instead.", "대신 글을 보여 드려요.")

# --- my files
ADD_FOLDER = Wording("Add folder", "폴더 추가")
CHOOSE_FOLDER = Wording("Choose a folder to read", "읽을 폴더 고르기")
CHOOSE_FILES = Wording("Choose files to read", "읽을 서류 고르기")
PAUSE = Wording("Pause", "잠시 멈춤")
GO_ON = Wording("Go on", "이어서 읽기")
SWITCHING = Wording(
    "{name} is learning your files: {share}%. Until then {serving} finds passages.",
    "{name}이(가) 서류를 익히고 있어요({share}%). 그때까지는 {serving}(으)로 찾아요.",
)
STOP_READING = Wording("Stop reading", "읽기 멈추기")
READ_AGAIN = Wording("Look for changes", "바뀐 것 확인")
ALL = Wording("All", "모두")
STATE_READ = Wording("Read", "읽음")
STATE_WAITING = Wording("Waiting", "기다림")
STATE_PARTLY = Wording("Partly", "일부만")
STATE_SKIPPED = Wording("Skipped", "건너뜀")
STATE_FAILED = Wording("Not readable", "읽을 수 없음")
COLUMN_NAME = Wording("Name", "이름")
COLUMN_STATE = Wording("State", "상태")
COLUMN_REASON = Wording("Reason", "이유")
COLUMN_PAGES = Wording("Pages", "쪽")
COLUMN_CHANGED = Wording("Changed", "바뀐 때")
FOLDERS = Wording("Folders", "폴더")
FILTER_BY = Wording("Show {state}: {n}", "{state}만 보기: {n}개")
FOLDER_LINE = Wording("{path} · {files}", "{path} · {files}")
FOLDER_PART = Wording("{path} · {done} of {files}", "{path} · {files} 중 {done}개")
FOLDER_LEARNING = Wording("{line} · meaning of {share} %", "{line} · 뜻 {share}% 익힘")
ONE_PAGE = Wording("1 page", "1쪽")
N_PAGES = Wording("{n} pages", "{n}쪽")
ONE_PASSAGE = Wording("1 passage", "대목 1개")
N_PASSAGES = Wording("{n} passages", "대목 {n}개")
MEANING_NOT_YET = Wording("found by its words so far", "아직은 낱말로만 찾아요")
MEANING_PARTLY = Wording(
    "meaning of {share} % learned ({embedder})", "뜻 {share}% 익힘({embedder})"
)
MEANING_LEARNED = Wording("meaning learned ({embedder})", "뜻을 익힘({embedder})")
READ_ON = Wording("read on {moment}", "{moment}에 읽음")
REMOVE_FOLDER = Wording("Remove from the library", "서류함에서 빼기")
REMOVED_FOLDER = Wording(
    "“{name}” is out of the library. The files themselves were not touched.",
    "‘{name}’을(를) 서류함에서 뺐어요. 파일은 그대로 있어요.",
)
ADDED_FILES = Wording("{n} added. Reading starts now.", "{n}개를 추가했어요. 이제 읽을게요.")
STOPPED_READING = Wording(
    "Reading was stopped. What is read stays.", "읽기를 멈췄어요. 읽은 것은 그대로 있어요."
)
LIBRARY_EMPTY = Wording("Nothing here yet.", "아직 아무것도 없어요.")
LIBRARY_EMPTY_MORE = Wording(
    "Add a folder, and Hearth reads what is in it. Your files stay where they are.",
    "폴더를 추가하면 안에 있는 서류를 읽어요. 파일은 있던 자리에 그대로 있어요.",
)
NONE_IN_FILTER = Wording("No file is in this state.", "이 상태인 서류는 없어요.")
OPEN_FILE = Wording("Show its text", "글 보기")
WEB_REFUSED = Wording("Hearth does not open web addresses.", "웹 주소는 열지 않아요.")
WEB_REFUSED_HINT = Wording(
    "Save the page as a file and drop that instead.", "쪽을 파일로 저장해서 그 파일을 놓아 주세요."
)

# --- settings
LANGUAGE = Wording("Language", "언어")
LANGUAGE_SYSTEM = Wording("As the system", "시스템과 같게")
ENGLISH = Wording("English", "English")
KOREAN = Wording("한국어", "한국어")
APPEARANCE = Wording("Appearance", "모양")
LIGHT = Wording("Light", "밝게")
DARK = Wording("Dark", "어둡게")
EXCLUDED = Wording("Never read", "읽지 않을 것")
EXCLUDED_HINT = Wording("for example *.bak, old/drafts", "예: *.bak, 지난것/초안")
LOCAL_API = Wording("Questions from other programs", "다른 프로그램의 질문")
LOCAL_API_MORE = Wording(
    "Your programs on this computer find Hearth at this socket:\n{socket}\n"
    "Their API key is the token in this file:\n{token}\nThe network stays shut.",
    "이 컴퓨터의 내 프로그램은 이 소켓에서 Hearth를 찾아요:\n{socket}\n"
    "API 키는 이 파일에 있는 토큰이에요:\n{token}\n네트워크는 그대로 차단돼 있어요.",
)
OFF = Wording("Not answered", "답하지 않기")
ON = Wording("Answered", "답하기")
WHERE_DATA_LIES = Wording("Everything Hearth knows lies here", "Hearth가 아는 모든 것이 있는 곳")

# --- first start
FIRST_TITLE = Wording("Ask your own files.", "내 서류에게 물어보세요.")
FIRST_SENTENCE = Wording(
    "Hearth reads the papers on this computer and answers your questions with the page each "
    "sentence stands on. Nothing ever leaves this computer.",
    "Hearth는 이 컴퓨터에 있는 서류를 읽고, 문장마다 어느 쪽에 있는지 보여 주며 답해요. "
    "아무것도 이 컴퓨터 밖으로 나가지 않아요.",
)
FIRST_FOLDER = Wording("Add a folder", "폴더 추가하기")
FIRST_FOLDER_MORE = Wording(
    "Your documents stay where they are. Hearth only reads them.",
    "서류는 있던 자리에 그대로 있어요. 읽기만 해요.",
)
FIRST_SAMPLES = Wording("Try it with sample papers", "예시 서류로 해 보기")
FIRST_SAMPLES_MORE = Wording(
    "The papers of an invented household: a lease, receipts, a trip, minutes.",
    "꾸며 낸 한 집의 서류예요. 계약서, 영수증, 여행, 회의록이 있어요.",
)

# --- notices
UNEXPECTED = Wording(
    "Something unexpected happened ({kind}).", "예상하지 못한 일이 생겼어요 ({kind})."
)
UNEXPECTED_HINT = Wording(
    "Nothing was lost. You can go on; the log has the details.",
    "잃어버린 것은 없어요. 계속 쓸 수 있어요. 자세한 내용은 기록에 있어요.",
)
NOTICE = Wording("Notice", "알림")
CANNOT_START = Wording("Hearth could not start.", "Hearth를 시작하지 못했어요.")


def short_path(path: Path) -> str:
    """Return the path with ~ for the person's own folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)
