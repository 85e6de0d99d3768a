"""The words of the models' page, in both languages side by side."""

from assistant.wording import Wording

ADD_FILE = Wording("Add a model file", "모델 파일 추가")
ADD_FOLDER = Wording("Add a model folder", "모델 폴더 추가")
CHOOSE_FILE = Wording("Choose a model file", "모델 파일 고르기")
CHOOSE_FOLDER = Wording("Choose a model folder", "모델 폴더 고르기")
GGUF_FILES = Wording("Language models (*.gguf)", "언어 모델 (*.gguf)")

# --- writing
WRITING = Wording("Writing answers", "답 쓰기")
WRITING_EXPLAINED = Wording(
    "A language model writes the answer in its own words, and Hearth checks every sentence "
    "against your files. Add any model as a file in GGUF format.",
    "언어 모델은 답을 직접 써요. 문장마다 서류에 근거가 있는지 Hearth가 확인해요. "
    "GGUF 파일이면 어떤 모델이든 추가할 수 있어요.",
)
QUOTE_TITLE = Wording("My files, quoted", "내 서류에서 인용")
QUOTE_EXPLAINED = Wording(
    "Hearth finds the sentences that answer your question and shows them word for word, "
    "with their page. It needs no language model and is quick on any computer.",
    "질문에 답이 되는 문장을 서류에서 찾아 쪽 번호와 함께 그대로 보여 드려요. "
    "언어 모델이 없어도 되고, 어떤 컴퓨터에서도 빨라요.",
)

# --- finding
FINDING = Wording("Finding passages", "서류에서 찾기")
FINDING_EXPLAINED = Wording(
    "A search model finds what is meant, whatever the words. A multilingual one finds across "
    "languages. Add one as a folder: sentence-transformers with safetensors.",
    "검색 모델은 낱말이 달라도 뜻으로 찾아요. 여러 언어를 아는 모델이면 언어가 달라도 찾아요. "
    "폴더로 추가해 주세요. safetensors로 된 sentence-transformers 모델이에요.",
)
CARRIED_EXPLAINED = Wording(
    "Comes with Hearth. It knows English, and reads Korean through a word list.",
    "Hearth에 들어 있어요. 영어 모델이고, 한국어는 낱말 목록을 거쳐 읽어요.",
)
READS_KOREAN = Wording("reads Korean itself", "한국어를 바로 읽음")
THROUGH_WORDS = Wording("Korean through a word list", "한국어는 낱말 목록을 거침")
DIMENSIONS = Wording("{n} dimensions", "{n}차원")
DIMENSIONS_HINT = Wording(
    "How many numbers stand for a passage. More take more room on the disk.",
    "대목 하나를 나타내는 숫자의 개수예요. 많을수록 디스크를 더 써요.",
)
TOKENS = Wording("{n} tokens a passage", "대목마다 {n}토큰")
FOR_NOW = Wording("In use for now", "지금은 사용 중")
LEARNING = Wording(
    "Learning your files: {learned} of {total} passages",
    "서류를 익히는 중: 대목 {total}개 중 {learned}개",
)
STOP_SWITCHING = Wording("Stop learning and stay with {name}", "그만 익히고 {name} 계속 쓰기")

# --- hearing
HEARING = Wording("Listening", "듣기")
HEARING_EXPLAINED = Wording(
    "A speech model turns what you say into text. Add one as a folder for faster-whisper. "
    "Hearth cannot listen yet; the model chosen here waits until it can.",
    "음성 모델은 말을 글로 바꿔요. faster-whisper용 폴더로 추가해 주세요. "
    "아직 Hearth가 듣지는 못해서, 여기서 고른 모델은 그때까지 기다려요.",
)
NO_SPEECH = Wording("No speech model has been added.", "추가한 음성 모델이 없어요.")
MANY_LANGUAGES = Wording("many languages", "여러 언어")
ENGLISH_ONLY = Wording("English only", "영어만")

# --- each of them
USE = Wording("Use", "사용하기")
USE_NAMED = Wording("Use {name}", "{name} 사용하기")
IN_USE = Wording("In use", "사용 중")
CHOSEN = Wording("Chosen", "골라 둠")
STOP_USING = Wording("Stop using", "그만 사용하기")
STOP = Wording("Stop", "멈추기")
REMOVE = Wording("Remove", "빼기")
REMOVE_NAMED = Wording("Remove {name} from the list", "{name} 목록에서 빼기")
OF_OTHER_PROGRAMS = Wording("Already on this computer", "이 컴퓨터에 이미 있는 모델")
OF_OTHERS_EXPLAINED = Wording(
    "Other programs keep these. Hearth uses them where they lie and changes nothing.",
    "다른 프로그램이 가지고 있는 모델이에요. 있는 자리에서 그대로 쓰고 아무것도 바꾸지 않아요.",
)
ADDING = Wording("Adding {name} · {share}%", "{name} 추가하는 중 · {share}%")
TRYING = Wording("Trying {name} out", "{name} 시험해 보는 중")
REMOVED = Wording(
    "“{name}” is off the list. Its files were not touched.",
    "‘{name}’을(를) 목록에서 뺐어요. 파일은 그대로 있어요.",
)
CONTEXT = Wording("{n} tokens of context", "맥락 {n}토큰")
CONTEXT_HINT = Wording(
    "How much text the model can look at in one go.", "모델이 한 번에 볼 수 있는 글의 양이에요."
)
TRY = Wording("Self-test", "시험해 보기")
TRY_NAMED = Wording("Self-test: {name}", "시험해 보기: {name}")
TRYING_OUT = Wording("Trying it out…", "시험해 보는 중…")
