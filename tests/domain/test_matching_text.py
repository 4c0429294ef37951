"""Words against a key: what counts, what is a typo, what is something else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import verdicts
from bot.domain.matching.text import accepted, judge
from bot.domain.question import Verdict

RIGHT, ALIAS, SPELLING = verdicts.RIGHT, verdicts.ALIAS, verdicts.SPELLING
WRONG, CLOSE, CASE = verdicts.WRONG, verdicts.CLOSE, verdicts.CASE

Row = tuple[tuple[str, ...], tuple[str, ...], str, Verdict]


def rows(keys: str, aliases: str = "", /, **replies: str) -> list[Row]:
    """Rows of one key; several keys, aliases or replies are set apart by ` ; `."""
    named = {"right": RIGHT, "alias": ALIAS, "spelling": SPELLING, "wrong": WRONG, "close": CLOSE}
    split = tuple(keys.split(" ; "))
    more = tuple(aliases.split(" ; ")) if aliases else ()
    return [(split, more, reply, named[kind]) for kind, line in replies.items() for reply in line.split(" ; ")]


TABLE: list[Row] = [
    # Forms of the same letters: width, case, white space, quotes, punctuation, emphasis.
    *rows("BERT", right="BERT ; bert ; Bert ; ＢＥＲＴ ; ｂｅｒｔ ; 'BERT' ; \"BERT\" ; “BERT” ; ‘BERT’ ; 「BERT」 ; "
                        "『BERT』 ; 《BERT》 ; `BERT` ; ```BERT``` ; **BERT** ; *BERT* ; (BERT) ; （BERT） ; [BERT] ; ||BERT|| ; $BERT$ ; "
                        "BERT. ; BERT! ; BERT? ; BERT… ; BERT。 ; BERT！ ; BERT， ; \tBERT\n ; \u200bBERT\u200b ; B\u200dERT ; "
                        "\u202eBERT ; BERT~",
          wrong="BART ; ALBERT ; RoBERTa ; BERT2 ; BER ; BE RT X ; not BERT ; no BERT ; BERT or GPT ; BERT, GPT ; BERT/GPT ; "
                "不是BERT ; 不是 BERT ; 非BERT ; isn't BERT ; anything but BERT ; B E R T S"),
    # Hedges and politeness.
    *rows("继承 ; inheritance", right=(
        "继承 ; 我觉得是继承 ; 我觉得继承 ; 应该是继承 ; 答案是继承 ; 答案：继承 ; 答案应该是「继承」。 ; 我认为是继承 ; "
        "我猜是继承吧 ; 可能是继承 ; 也许是继承 ; "
        "大概是继承 ; 就是继承 ; 是继承 ; 继承吧 ; 继承？ ; 是继承吗 ; 是继承对吗 ; 嗯，继承 ; 繼承 ; 應該是繼承 ; "
        "我覺得是繼承吧 ; 叫继承 ; 叫做继承 ; 估计是继承吧 ; "
        "inheritance ; Inheritance ; INHERITANCE ; I think it's inheritance ; I think inheritance ; maybe inheritance ; "
        "it is inheritance ; It's inheritance. ; The answer is inheritance ; answer: inheritance ; I guess inheritance ; "
        "I’d say inheritance ; probably inheritance ; perhaps inheritance? ; inheritance, I think ; inheritance I guess ; "
        "inheritance please ; hmm, inheritance ; Is it inheritance? ; That's inheritance! ; What is inheritance? ; "
        "the inheritance ; an inheritance ; well, maybe it is inheritance ; I THINK IT'S INHERITANCE ; 我觉得是 inheritance"),
        wrong=("不是继承 ; 我觉得不是继承 ; 应该不是继承 ; 可能不是继承吧 ; 非继承 ; 没有继承 ; 继承和多态 ; 多态 ; 继 ; "
               "传承 ; "
               "not inheritance ; it is not inheritance ; it isn't inheritance ; I don't think it's inheritance ; "
               "no inheritance ; never inheritance ; inheritance or polymorphism ; inheritance and composition ; "
               "polymorphism ; 封装 继承 多态 ; encapsulation inheritance polymorphism ; 继承/多态 ; heritage")),
    # Typos by length.
    *rows("inheritance", spelling="inheritence ; inhertance ; inheritancee ; inehritance ; inheritannce ; inhertence ; "
                              "nheritance",
          close="inhertense ; inhrtence ; nherittence", wrong="inhabitants ; inherit ; in"),
    *rows("python", spelling="pyhton ; pythn ; pythonn ; pytohn ; oython", close="pythoonn",
          wrong="phyton1 ; java ; pypy ; python2 ; python 3"),
    *rows("sync", wrong="synk ; async ; snyc ; syncc ; synx"),
    *rows("descriptor", spelling="descripter ; discriptor ; descritpor ; desciptor ; desscriptorr", wrong="description"),
    *rows("gradient descent", spelling="gradient decent ; gradeint descent ; gradiant descent ; gradiet descet",
          wrong="gradient ascent ; descent ; gradient ; radiant scent ; gradient boosting"),
    *rows("随机梯度下降", "SGD", right="随机梯度下降 ; 隨機梯度下降 ; 随机 梯度 下降 ; “随机梯度下降”",
          alias="SGD ; sgd ; ＳＧＤ ; 我觉得是 SGD",
          spelling="随机梯度下降法 ; 随机梯渡下降 ; 随即梯度下降",
          wrong="随即梯渡下降 ; 随机梯度上升 ; 非随机梯度下降 ; 不是随机梯度下降 ; 梯度下降 ; 批量梯度下降 ; SDG ; SGDM ; not SGD"),
    # Chinese words of up to three characters forgive nothing.
    *rows("继承", wrong="继成 ; 继 ; 承继 ; 继承性质"), *rows("注意力", wrong="注意 ; 注意利 ; 自注意力"),
    # A character that turns the meaning round is no typo.
    *rows("误差函数", wrong="逆误差函数"), *rows("局部最优", wrong="全局最优"), *rows("注意力机制", wrong="互注意力机制"),
    *rows("线性回归模型", spelling="线性回规模型", wrong="非线性回归模型"), *rows("一阶导数", wrong="二阶导数 ; 三阶导数"),
    *rows("同步工作进程", wrong="异步工作进程"), *rows("梯度下降", wrong="梯度上升"), *rows("监督学习", wrong="无监督学习 ; 半监督学习"),
    *rows("单调递增函数", wrong="单调递减函数 ; 不单调递增函数"),
    *rows("自编码器", wrong="自解码器"), *rows("最大池化", wrong="最小池化"),
    *rows("supervised", wrong="unsupervised"), *rows("unsupervised", wrong="supervised"),
    *rows("symmetric", wrong="asymmetric ; antisymmetric"), *rows("async worker", wrong="sync worker"),
    *rows("increment", wrong="decrement"), *rows("encryption", wrong="decryption"), *rows("ascending", wrong="descending"),
    *rows("maximization", spelling="maximisation", wrong="minimization"), *rows("macro", wrong="micro"),
    *rows("serialization", wrong="deserialization"), *rows("compression", wrong="decompression"),
    *rows("encapsulation", spelling="encapsulaton ; encapsullation", wrong="decapsulation"),
    # A different symbol or digit is never a typo.
    *rows("C", right="C ; c ; C. ; Ｃ ; “C” ; 是C", wrong="C++ ; C# ; C+ ; B ; CC ; A B C D ; C, C++"),
    *rows("C++", right="C++ ; c++ ; Ｃ＋＋ ; C ++", wrong="C ; C# ; C+ ; C-- ; C+++"),
    *rows("C#", right="C# ; c# ; Ｃ＃", wrong="C ; C++ ; F#"),
    *rows("L2", right="L2 ; l2 ; Ｌ２ ; L² ; L 2 ; L2。", wrong="L1 ; L ; 2 ; L22 ; L-2 ; L1 L2 ; L1/L2"),
    *rows("L2 regularization", spelling="L2 regularisation ; L2 regularizaton", wrong="L1 regularization ; regularization"),
    *rows("GELU", right="GELU ; GeLU ; gelu", wrong="ReLU ; SiLU ; GEGLU"), *rows("ReLU", wrong="GELU ; PReLU2 ; ReLU6 ; eLU"),
    *rows("GELU activation", wrong="ReLU activation ; SELU activation ; GLU activation ; activation GELU"),
    *rows("float16", right="float16 ; Float16 ; float 16", spelling="flaot16 ; foat16", wrong="float32 ; float61 ; "
                              "bfloat32 ; float1 ; float"),
    *rows("fp16", wrong="fp32 ; bf16 ; fp8 ; 16"), *rows("int8", wrong="int4 ; uint8x ; int88"),
    *rows("3.5", right="3.5 ; ３．５ ; 3.5.", wrong="35 ; 3,5 ; 3 5 ; 3 ; 3.50"), *rows("-1", right="-1", wrong="1 ; "
                              "--1 ; +1 ; - 1 2"),
    *rows("3", right="3 ; 3. ; 是3 ; ３", wrong="1 2 3 4 5 ; 3 4 ; 33 ; 3.0 ; -3"), *rows("35", wrong="3 5 ; 3.5"),
    *rows("139:100", right="139:100 ; 139：100 ; 139 : 100", wrong="139100 ; 1.39:1 ; 100:139 ; 139 100 ; 139/100"),
    *rows("16:9", right="16:9 ; １６：９", wrong="169 ; 9:16 ; 16/9"), *rows("/9j/", right="/9j/ ; `/9j/`", wrong="9j ; "
                              "/9j ; 9j/ ; /9i/"),
    *rows("-__-", right="-__-", wrong="__ ; - ; +//+ ; -_-"), *rows("TQ==", right="TQ==", wrong="TQ= ; TQ ; TR=="),
    *rows("n!", right="n!", wrong="n ; n? ; m!"), *rows("x-1", right="x-1 ; x - 1", wrong="x1 ; x+1 ; 1-x"),
    *rows("GPT-4", right="GPT-4 ; GPT4 ; gpt 4 ; GPT－4", wrong="GPT-3 ; GPT ; GPT-40"), *rows("UTF-8", right="utf8 ; "
                              "UTF8", wrong="UTF-16"),
    *rows("O(n^2)", right="O(n^2) ; o(n^2) ; O( n^2 )", wrong="O(n) ; O(n^3) ; O(2^n) ; O n 2"),
    *rows("asyncio.to_thread", right="asyncio.to_thread() ; `asyncio.to_thread`", spelling="asyncio.to_thraed", wrong="to_thread"),
    *rows("module:variable", right="module : variable ; module：variable", wrong="variable:module ; module variable"),
    *rows("overfitting", right="over-fitting ; over fitting", spelling="overfiting", wrong="underfitting ; fitting"),
    *rows("uvicorn-worker", right="uvicorn worker ; uvicorn‑worker", close="gunicorn-worker", wrong="uvicorn ; uvicorn.workers"),
    *rows("I/O", right="i/o ; I / O", wrong="IO ; O/I"), *rows("not a number", wrong="a number ; number"),
    *rows("_Parent__private_var", right="_Parent__private_var ; `_Parent__private_var`",
          wrong="__private_var ; Parent__private_var ; _Parent_private_var ; _Child__private_var"),
    *rows("__init__", right="__init__", wrong="init ; _init_ ; __new__"),
    # Names of several words: part of a name is not the name.
    *rows("Stephen King", right="stephen king ; Stephen  King ; STEPHEN KING!", spelling="Stephan King ; Stehpen King",
          wrong="king ; Stephen ; King Stephen ; Stephen Kong ; Stephen King Jr"),
    *rows("The Human League", right="the human league ; human league ; The Human League. ; “The Human League”",
          wrong="not the human league ; no human league ; the league ; human ; the inhuman league"),
    *rows("node", right="node. ; Node! ; a node ; the node", wrong="nodes ; nod ; mode"),
    *rows("随机梯度下降法", right="我觉得是随机梯度下降法 ; 随机梯度下降法！", spelling="随机梯度下降"),
    *rows("copy-on-write", right="copy on write ; copy-on-write ; Copy‐on‐write", wrong="write on copy ; copy"),
    *rows("scope, receive, send", right="scope receive send ; scope,receive,send ; scope、receive、send ; scope，receive，send",
          wrong="receive, scope, send ; scope, receive ; scope send receive"),
    *rows("Bayes' theorem", right="bayes theorem ; Bayes’ theorem ; Bayes' Theorem", wrong="bayes"),
    *rows("R&D", right="r&d ; R & D ; R and D", wrong="RD ; R"), *rows("naïve Bayes", right="naive bayes ; NAÏVE BAYES"),
    *rows("斯蒂芬·金", right="斯蒂芬·金 ; 斯蒂芬金 ; 斯蒂芬 金", wrong="金 ; 斯蒂芬"),
    # Mixed scripts.
    *rows("生成对抗网络模型", spelling="生成对抗网路模型", close="生成对杭网路模型", wrong="生成式模型 ; 对抗网络"),
    *rows("ReLU 函数", right="ReLU函数 ; relu 函数 ; ReLU 函數 ; ＲｅＬＵ函数", wrong="GELU 函数 ; ReLU ; 函数"),
    *rows("Transformer 编码器", spelling="Transfomer 编码器", wrong="Transformer 解码器 ; CNN 编码器"),
    # Both names at once, one explaining the other.
    *rows("随机梯度下降 ; stochastic gradient descent", "SGD",
          right="随机梯度下降（SGD） ; SGD (stochastic gradient descent) ; "
                "随机梯度下降 (stochastic gradient descent)", wrong="SGD (Adam) ; Adam (SGD)"),
    # The words used in Taiwan.
    *rows("软件", right="軟體 ; "
                      "軟件"), *rows("面向对象", right="物件導向"), *rows("循环", right="迴圈"),
                      *rows("数组", right="陣列"), *rows("线程", right="執行緒"),

    # A key that looks like a hedge or an article is still a key.
    *rows("maybe", right="maybe ; Maybe. ; I think maybe"), *rows("the", right="the"), *rows("是", right="是 ; 是。"),
    *rows("A", right="A ; a ; A.", wrong="A B ; A B C D ; a b c"), *rows("B", wrong="A B ; a b ; A B C D ; A、B ; a/b"),
]


@pytest.mark.parametrize(("keys", "aliases", "reply", "expected"), TABLE)
def test_table(keys: tuple[str, ...], aliases: tuple[str, ...], reply: str, expected: Verdict) -> None:
    """Every row gets its verdict with its reason."""
    assert judge(accepted(keys, aliases), reply) == expected


def test_the_table_is_large() -> None:
    """The table keeps several hundred rows."""
    assert len(TABLE) > 350


UNREADABLE = ("", " ", "\n\t", "\x00\x01", "\u200b\u200f", "\u202e", "\ud800", "\u3000", "\ufeff")


@pytest.mark.parametrize("reply", UNREADABLE)
def test_nothing_visible_is_unsure(reply: str) -> None:
    """Empty, blank, control and invisible characters are no answer, and none of them raises."""
    assert judge(accepted(["key"]), reply) == verdicts.NOTHING


@pytest.mark.parametrize("reply", ["key" * 700, "key" + " " * 2000, "\ufdfa" * 1500])
def test_too_long_is_not_read(reply: str) -> None:
    """More than 2,000 characters, before or after the Unicode forms are made plain, are refused unread."""
    assert judge(accepted(["key"]), reply).result == "unsure"


@pytest.mark.parametrize(("reply", "expected"), [
    ("TWFu", RIGHT), ("`TWFu`", RIGHT), ("“TWFu”", RIGHT), ("ＴＷＦｕ", RIGHT), ("答案是 TWFu。", RIGHT), ("It is TWFu", RIGHT),
    ("I think it's TWFu!", RIGHT), ("应该是TWFu吧", RIGHT), ("TQ==", ALIAS), ("twfu", CASE), ("TWFU", CASE), ("tq==", CASE),
    ("TWFv", WRONG), ("TWF", WRONG), ("TW Fu", WRONG), ("TWFuu", WRONG), ("not TWFu", WRONG), ("TQ=", WRONG),
    ("TWFu TQ==", WRONG),
])
def test_exact_case(reply: str, expected: Verdict) -> None:
    """With `exact`, case counts and no typo is forgiven, but hedges and quotes still come off."""
    assert judge(accepted(["TWFu"], ["TQ=="], exact=True), reply) == expected


@pytest.mark.parametrize(("reply", "expected"), [
    ("equivariant", RIGHT), ("equivarient", SPELLING), ("equivariance", WRONG), ("I think equivariance", WRONG),
    ("EQUIVARIANCE.", WRONG),
])
def test_known_wrong_words_are_no_typos(reply: str, expected: Verdict) -> None:
    """A word listed as wrong stays wrong, however close it is."""
    assert judge(accepted(["equivariant"], (), ["equivariance"]), reply) == expected


@pytest.mark.parametrize(("reply", "expected"), [
    ("deadbeef", RIGHT), ("DEADBEEF", RIGHT), ("dead beef", RIGHT), ("deadbeaf", WRONG), ("deadbee", WRONG), ("daedbeef", WRONG),
    ("deadbeeff", WRONG),
])
def test_no_typo_where_a_slip_makes_another_answer(reply: str, expected: Verdict) -> None:
    """Without `typos` every letter counts, but case and decoration still do not."""
    assert judge(accepted(["deadbeef"], typos=False), reply) == expected


@pytest.mark.parametrize("key", ["inheritance", "python", "encapsulation", "gradient", "polymorphism", "orthogonal"])
def test_one_swap_inside_a_long_word_is_forgiven(key: str) -> None:
    """Any two neighbours inside a word of five letters or more may change places."""
    for place in range(1, len(key) - 1):
        typed = key[:place] + key[place + 1] + key[place] + key[place + 2:]
        assert judge(accepted([key]), typed).correct, typed


@pytest.mark.parametrize("key", ["GELU", "sync", "mro", "C3", "fp16", "L2", "i8", "继承", "注意力", "/9j/"])
def test_short_keys_forgive_nothing(key: str) -> None:
    """Dropping or doubling any character of a short key is wrong."""
    for place in range(len(key)):
        for typed in (key[:place] + key[place + 1:], key[:place] + key[place] * 2 + key[place + 1:]):
            if typed and typed.strip("/"):
                assert judge(accepted([key]), typed).result == "wrong", typed


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_typo_never_changes_a_number(key: int, reply: int) -> None:
    """However long the words around it, another number is another answer."""
    wanted = accepted([f"regularization{key}"])
    assert judge(wanted, f"regularization{reply}").correct == (key == reply)


@given(st.lists(st.sampled_from(["GELU", "sigmoid", "softmax", "随机梯度下降", "L2", "C++"]),
                min_size=2, max_size=4, unique=True),
       st.sampled_from([" ", ", ", "、", " or ", "和", "/", " and ", "\n"]))
def test_naming_several_answers_is_refused(names: list[str], between: str) -> None:
    """Whoever lists candidates is not right, whichever of them is the key."""
    for key in names:
        assert judge(accepted([key]), between.join(names)).result == "wrong"


@given(st.text(max_size=60), st.text(max_size=60))
def test_never_raises(key: str, reply: str) -> None:
    """Any key and any reply give a verdict, and an incorrect one earns nothing."""
    for exact in (False, True):
        verdict = judge(accepted([key], exact=exact), reply)
        assert (verdict.credit == 1) == verdict.correct


@given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=30))
def test_the_key_itself_is_right(key: str) -> None:
    """Whatever letters and digits a key is made of, typing it is right, also behind a hedge."""
    wanted = accepted([key])
    assert judge(wanted, key).correct
    assert judge(wanted, f"I think it's {key}").correct


@pytest.mark.parametrize("reply", ["(" * 2000, "是" * 2000, "maybe " * 333, "a" * 2000, "“”" * 1000, "-" * 2000, "a " * 1000,
                                   "1" * 2000, "我觉得" * 666, "i think " * 250, "🎉" * 2000, "x" + "🎉" * 1998 + "x",
                                   "就" * 2000, "猜" * 2000, "\u0301" * 2000])
def test_hostile_length_is_cheap(reply: str) -> None:
    """Two thousand characters of anything are judged in linear time: under 0.2 s, where backtracking takes hours."""
    wanted = accepted(["随机梯度下降", "stochastic gradient descent"], ["SGD"])
    start = time.process_time()
    assert judge(wanted, reply).result == "wrong"
    assert time.process_time() - start < 0.2
